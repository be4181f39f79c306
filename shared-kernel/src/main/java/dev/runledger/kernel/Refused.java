package dev.runledger.kernel;

import org.jspecify.annotations.Nullable;

/** A command or query was understood and is not carried out; nothing has changed. Carries no stack trace. */
public final class Refused extends RuntimeException {

    private final transient Refusal refusal;

    public Refused(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    /** Whether a failure, or what caused it, is a refusal of this kind. */
    public static boolean by(@Nullable Throwable failure, Class<? extends Refusal> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return kind.isInstance(refused.refusal());
            }
        }
        return false;
    }

    public Refusal refusal() {
        return refusal;
    }
}
