package dev.runledger.command.execution;

/** What the parser makes of a URL: a target, or the rule that its text breaks. */
sealed interface UrlReading permits TargetUrl, Verdict.Blocked {}
