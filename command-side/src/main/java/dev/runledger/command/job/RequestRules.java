package dev.runledger.command.job;

import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.jsonapi.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The request a job makes (API.md §2.1 {@code configuration}). A member obeys the same rule in the base and as a leaf of
 * an environment's entry, so each is read by one method.
 */
final class RequestRules {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final int LONGEST_URL = 2048;
    private static final int LONGEST_TIMEOUT = 86_400;
    private static final int LONGEST_CA_CERT = 65_536;

    /** In bytes of UTF-8. */
    private static final int LARGEST_BODY = 1024 * 1024;

    /** A scheme and a host that is not empty; whether it may be called is judged when a run begins (API.md §9.2). */
    private static final Pattern URL =
            Pattern.compile("(?is)https?://(?:[^/?#]*@)?(?:\\[[^/?#@]+|[^/?#@:\\[][^/?#@]*)(?:[/?#].*)?");

    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

    private static final List<String> BASE =
            List.of("method", "url", "headers", "success_status", "tls_verify", "ca_cert", "body", "timeout");

    private RequestRules() {}

    static HttpRequestSpec base(Fields configuration) {
        configuration.closed(BASE, "unknown_attribute");
        configuration.require("url");
        return new HttpRequestSpec(
                method(configuration).orElse("POST"),
                url(configuration).orElse(""),
                configuration.object("headers").map(HeaderRules::all).orElse(Map.of()),
                successStatus(configuration).map(StatusPattern::new).orElse(StatusPattern.SUCCESS),
                configuration.flag("tls_verify").orElse(true),
                caCert(configuration).orElse(null),
                body(configuration).orElse(null),
                timeout(configuration).orElse(30));
    }

    static Optional<String> method(Fields fields) {
        return fields.oneOf("method", METHODS);
    }

    static Optional<String> url(Fields fields) {
        return fields.text("url", 1, LONGEST_URL)
                .filter(url -> fields.accept(
                        URL.matcher(url).matches(),
                        "url",
                        "url_invalid",
                        "must begin with http:// or https:// and a host."));
    }

    static Optional<String> successStatus(Fields fields) {
        return fields.text("success_status")
                .filter(text -> fields.accept(
                        StatusPattern.isValid(text),
                        "success_status",
                        "invalid_value",
                        "must be a status from 100 to 599 or a class such as 2xx."));
    }

    static Optional<String> caCert(Fields fields) {
        return fields.text("ca_cert", 0, LONGEST_CA_CERT)
                .filter(text -> fields.accept(
                        text.lines().map(String::strip).anyMatch(CERTIFICATE::equals),
                        "ca_cert",
                        "ca_cert_invalid",
                        "must be PEM text with a line " + CERTIFICATE + "."));
    }

    static Optional<String> body(Fields fields) {
        return fields.text("body")
                .filter(text -> fields.accept(
                        text.getBytes(StandardCharsets.UTF_8).length <= LARGEST_BODY,
                        "body",
                        "length_out_of_range",
                        "must have at most " + LARGEST_BODY + " bytes of UTF-8."));
    }

    static Optional<Integer> timeout(Fields fields) {
        return fields.integer("timeout", 1, LONGEST_TIMEOUT);
    }
}
