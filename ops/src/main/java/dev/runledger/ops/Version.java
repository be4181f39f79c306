package dev.runledger.ops;

/** Which Runledger this is. */
final class Version {

    private Version() {}

    /** As the jar's manifest tells it; {@code dev} where there is no jar. */
    static String text() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "dev" : built;
    }
}
