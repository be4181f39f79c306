package dev.runledger.ops.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code Authorization: Bearer <credential>}. */
final class Bearer {

    private static final Pattern FORM = Pattern.compile("Bearer +([\\x21-\\x7e]+)", Pattern.CASE_INSENSITIVE);

    private Bearer() {}

    /** The credential; empty if there is none, or another form, or more than one. */
    static Optional<String> of(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        Matcher bearer = FORM.matcher(headers.size() == 1 ? headers.getFirst().strip() : "");
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
    }
}
