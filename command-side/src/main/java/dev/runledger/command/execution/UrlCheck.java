package dev.runledger.command.execution;

import org.jspecify.annotations.Nullable;

/**
 * What would come of calling a URL, as {@code check_url} tells it (API.md §10).
 *
 * @param verdict {@code ALLOWED}, {@code BLOCKED} or {@code UNRESOLVED}
 * @param rule the broken rule of a blocked one, else null
 * @param detail a sentence that never tells an address
 */
record UrlCheck(String verdict, @Nullable String rule, String detail) {

    static UrlCheck of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> new UrlCheck("ALLOWED", null, allowed(accepted.target()));
            case Verdict.Blocked(var rule, var detail) -> new UrlCheck("BLOCKED", rule.code(), detail);
            case Verdict.Unresolved(var tooSlow, var detail) -> new UrlCheck("UNRESOLVED", null, detail);
        };
    }

    private static String allowed(TargetUrl target) {
        return target.literal() == null
                ? "every address that host " + target.host() + " has now may be called"
                : "the address may be called";
    }
}
