package dev.runledger.ops.web;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Lets only the operator to what concerns all accounts; where nobody is one, there is nothing (API.md §7.4). */
final class OperatorFilter extends HttpFilter {

    /** What all such paths begin with. */
    static final String PATHS = "/operator/";

    private final transient Optional<OperatorToken> token;
    private final transient ErrorMapping errors;

    OperatorFilter(Optional<OperatorToken> token, ErrorMapping errors) {
        this.token = token;
        this.errors = errors;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getServletPath().startsWith(PATHS)) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        Optional<Refusal> refusal = refusal(request);
        if (refusal.isPresent()) {
            errors.of(new Refused(refusal.get()), RequestLine.of(request)).writeTo(response);
        } else {
            chain.doFilter(UnconditionalRequest.of(request), response);
        }
    }

    private Optional<Refusal> refusal(HttpServletRequest request) {
        if (token.isEmpty()) {
            return Optional.of(new Refusal.PathNotFound(RequestLine.of(request)));
        }
        Optional<String> sent = Bearer.of(request);
        if (sent.isEmpty()) {
            return Optional.of(new Refusal.CredentialsMissing());
        }
        return token.get().isIt(sent.get()) ? Optional.empty() : Optional.of(new Refusal.CredentialsInvalid());
    }
}
