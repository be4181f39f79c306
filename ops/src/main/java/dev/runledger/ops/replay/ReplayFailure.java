package dev.runledger.ops.replay;

/** A replay could not be brought to its end, and the live view is as it was; the message is meant for whoever started it. */
public final class ReplayFailure extends RuntimeException {

    ReplayFailure(String sentence) {
        super(sentence);
    }
}
