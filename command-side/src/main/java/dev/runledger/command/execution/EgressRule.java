package dev.runledger.command.execution;

import java.util.Locale;

/** The rules a target can break, in the order in which they are asked (API.md §9.2). */
enum EgressRule {
    URL_TOO_LONG,
    URL_MALFORMED,
    SCHEME_NOT_ALLOWED,
    USERINFO_NOT_ALLOWED,
    HOST_INVALID,
    PORT_INVALID,
    PORT_NOT_ALLOWED,
    NAME_RESERVED,
    ADDRESS_DENIED,
    ADDRESS_OWN,
    ADDRESS_NOT_PUBLIC;

    /** The API's spelling: {@code port_not_allowed}. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
