package dev.runledger.ops.store;

/** The history holds an event that this version cannot read: most likely a newer one wrote it. */
public final class UnknownEventException extends RuntimeException {

    UnknownEventException(String name, int revision) {
        super("event " + name + " of revision " + revision + " is not known to this version; nothing after it is read");
    }
}
