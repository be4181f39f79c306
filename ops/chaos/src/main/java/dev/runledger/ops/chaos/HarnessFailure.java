package dev.runledger.ops.chaos;

/** The harness itself cannot go on: no verdict about the service. */
final class HarnessFailure extends RuntimeException {

    HarnessFailure(String sentence) {
        super(sentence);
    }

    HarnessFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
