package dev.runledger.ops.web;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.MDC;

/** Lets only known callers into the API, before anything else is said of what is there (API.md §1.2, §1.6). */
final class ApiKeyFilter extends HttpFilter {

    private static final String API = "/api/v1";

    /** API.md §8.6. */
    private static final Set<String> PUBLIC = Set.of(API + "/products", API + "/plans");

    /** Under this name log lines carry the caller's account. */
    private static final String ACCOUNT = "account";

    private final transient ApiKeys keys;
    private final transient ErrorMapping errors;

    ApiKeyFilter(ApiKeys keys, ErrorMapping errors) {
        this.keys = keys;
        this.errors = errors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!guarded(request.getServletPath())) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        Optional<Caller> caller = caller(request, response);
        if (caller.isPresent()) {
            letIn(caller.get(), request, response, chain);
        }
    }

    private static void letIn(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallerResolver.set(request, caller);
        MDC.put(ACCOUNT, caller.account().toString());
        try {
            chain.doFilter(UnconditionalRequest.of(request), response);
        } finally {
            MDC.remove(ACCOUNT);
        }
    }

    private static boolean guarded(String path) {
        return (path.equals(API) || path.startsWith(API + "/")) && !PUBLIC.contains(path);
    }

    /** Empty if the request has been answered, because nobody may be let in. */
    private Optional<Caller> caller(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            String key = Bearer.of(request).orElseThrow(() -> new Refused(new Refusal.CredentialsMissing()));
            return Optional.of(keys.authenticate(key).orElseThrow(() -> new Refused(new Refusal.CredentialsInvalid())));
        } catch (RuntimeException e) {
            errors.of(e, RequestLine.of(request)).writeTo(response);
            return Optional.empty();
        }
    }
}
