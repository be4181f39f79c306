package dev.runledger.kernel;

/** What a credential may do; each role may do all that the ones before it may (API.md §1.2). */
public enum Role {
    VIEWER,
    MEMBER,
    ADMIN,
    OWNER
}
