package dev.runledger.kernel.jsonapi;

/** Where in a request body something stands, as RFC 6901 writes it. */
final class Pointer {

    /** The whole body. */
    static final String ROOT = "";

    private Pointer() {}

    static String of(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    static String of(String parent, int index) {
        return parent + "/" + index;
    }
}
