package dev.runledger.command.saga;

/** A saga as its row holds it. */
record StoredSaga(String saga, OpenRun open) {

    String run() {
        return open.run().run().stream();
    }
}
