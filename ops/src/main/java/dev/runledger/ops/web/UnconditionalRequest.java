package dev.runledger.ops.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A read that is always answered in full: {@code next_run_at} moves without a new version, so an ETag that still matches
 * proves nothing (API.md §1.5).
 */
final class UnconditionalRequest extends HttpServletRequestWrapper {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private static final Set<String> HIDDEN =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since");

    private UnconditionalRequest(HttpServletRequest request) {
        super(request);
    }

    /** Conditions of writes stay. */
    static HttpServletRequest of(HttpServletRequest request) {
        return READS.contains(request.getMethod()) ? new UnconditionalRequest(request) : request;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public long getDateHeader(String name) {
        return hidden(name) ? -1 : super.getDateHeader(name);
    }

    private static boolean hidden(String name) {
        return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }
}
