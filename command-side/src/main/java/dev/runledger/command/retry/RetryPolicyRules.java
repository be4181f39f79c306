package dev.runledger.command.retry;

import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.retry.Backoff;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyResource;
import java.util.List;
import java.util.Optional;

/** What the attributes of a retry policy may be (API.md §6.1). Whatever is wrong is noted and read as some valid value. */
final class RetryPolicyRules {

    private static final int LONGEST_NAME = 200;
    private static final int MOST_RETRIES = 10;
    private static final List<String> BACKOFFS = List.of(RetryPolicyResource.FIXED, RetryPolicyResource.EXPONENTIAL);
    private static final List<String> REQUIRED = List.of("name", "max_retries", "backoff", "delay_seconds");
    private static final String MAX_DELAY = "max_delay_seconds";

    private RetryPolicyRules() {}

    static RetryPolicy policy(Fields attributes) {
        REQUIRED.forEach(attributes::require);
        return new RetryPolicy(
                attributes.text("name", 1, LONGEST_NAME).orElse(""),
                attributes.integer("max_retries", 0, MOST_RETRIES).orElse(0),
                backoff(attributes),
                attributes.flag("retry_on_timeout").orElse(false),
                attributes.flag("retry_on_connection_error").orElse(false),
                statuses(attributes, "retry_statuses"),
                statuses(attributes, "retry_statuses_except"));
    }

    private static Backoff backoff(Fields attributes) {
        Optional<String> kind = attributes.oneOf("backoff", BACKOFFS);
        int delay = seconds(attributes, "delay_seconds").orElse(1);
        Optional<Integer> maxDelay = seconds(attributes, MAX_DELAY);
        if (kind.filter(RetryPolicyResource.EXPONENTIAL::equals).isPresent()) {
            return new Backoff.Exponential(delay, maxDelay.orElse(null));
        }
        attributes.accept(
                kind.isEmpty() || maxDelay.isEmpty(),
                MAX_DELAY,
                "max_delay_not_allowed",
                "belongs to an exponential backoff; a fixed one never waits longer than its delay_seconds.");
        return new Backoff.Fixed(delay);
    }

    private static Optional<Integer> seconds(Fields attributes, String name) {
        return attributes.integer(name, 1, Integer.MAX_VALUE);
    }

    private static List<StatusPattern> statuses(Fields attributes, String name) {
        return attributes
                .texts(
                        name,
                        StatusPattern::isValid,
                        "invalid_value",
                        "must be a status from 100 to 599 or a class such as 5xx.")
                .orElse(List.of())
                .stream()
                .map(StatusPattern::new)
                .toList();
    }
}
