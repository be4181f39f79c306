package dev.runledger.ops;

/**
 * One thing that was looked at before a service is started, and how it is.
 *
 * @param what was looked at, in a word
 * @param sentence how it is, and what to do if it is not well
 */
record Finding(Level level, String what, String sentence) {

    /** How much it matters. */
    enum Level {
        OK("ok"),

        /** It works, and somebody may be surprised one day. */
        DOUBT("doubt"),

        /** A service would not start, or not do its work. */
        FAULT("FAULT");

        private final String shown;

        Level(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    static Finding ok(String what, String sentence) {
        return new Finding(Level.OK, what, sentence);
    }

    static Finding doubt(String what, String sentence) {
        return new Finding(Level.DOUBT, what, sentence);
    }

    static Finding fault(String what, String sentence) {
        return new Finding(Level.FAULT, what, sentence);
    }
}
