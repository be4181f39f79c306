package dev.runledger.kernel.jsonapi;

/** Where in a request body something stands, as RFC 6901 writes it. */
public final class Pointer {

    /** The whole body. */
    public static final String ROOT = "";

    private Pointer() {}

    public static String of(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    static String of(String parent, int index) {
        return parent + "/" + index;
    }
}
