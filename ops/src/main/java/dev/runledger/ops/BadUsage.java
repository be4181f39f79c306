package dev.runledger.ops;

/** The command line or the settings are wrong; the message is meant for whoever typed them. */
final class BadUsage extends RuntimeException {

    BadUsage(String message) {
        super(message);
    }
}
