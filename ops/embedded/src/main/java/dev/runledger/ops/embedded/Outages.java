package dev.runledger.ops.embedded;

/**
 * Is told when the database dies under a running service and when it serves again. Called on the thread that watches the
 * database, so it must return quickly; it is never called once {@link EmbeddedPostgres#close} has begun.
 */
public interface Outages {

    /** Tells nobody; the log still does. */
    Outages UNHEARD = new Outages() {
        @Override
        public void died(String sentence) {}

        @Override
        public void servesAgain(String sentence) {}
    };

    void died(String sentence);

    void servesAgain(String sentence);
}
