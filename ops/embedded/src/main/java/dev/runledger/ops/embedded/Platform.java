package dev.runledger.ops.embedded;

import java.util.Locale;

/** An operating system and a processor for which PostgreSQL may be bundled. */
record Platform(String system, String processor) {

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String name, String architecture) {
        return new Platform(system(name), processor(architecture));
    }

    private static String system(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("mac") || lower.startsWith("darwin") ? "darwin" : lower;
    }

    private static String processor(String architecture) {
        return switch (architecture.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> architecture;
        };
    }

    boolean isLinux() {
        return system.equals("linux");
    }

    /** The name of the bundled archive on the class path. */
    String archive() {
        return "postgres-" + system + "-" + processor + ".txz";
    }

    @Override
    public String toString() {
        return system + " on " + processor;
    }
}
