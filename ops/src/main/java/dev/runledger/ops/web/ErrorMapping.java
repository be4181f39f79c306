package dev.runledger.ops.web;

import dev.runledger.command.membership.NodeRole;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.ErrorObject.Source;
import dev.runledger.ops.store.Outage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The one place that knows how each refusal and each fault is told to a client (API.md §1.6). */
final class ErrorMapping {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapping.class);

    private static final Source ID = new Source("/data/id", null, null);
    private static final Source IF_MATCH = new Source(null, null, "If-Match");
    private static final Source TYPE = new Source(null, null, "Content-Type");

    /** @param request method and path, for the log */
    ErrorAnswer of(Throwable failure, String request) {
        return switch (failure) {
            case Refused refused -> of(refused.refusal(), request);
            case NoResourceFoundException e -> of(new Refusal.PathNotFound(request), request);
            case NoHandlerFoundException e -> of(new Refusal.PathNotFound(request), request);
            case HttpRequestMethodNotSupportedException e -> methodNotAllowed(e);
            case BadRequestException e -> brokenOff();
            case InvalidParameterException e -> parameterInvalid(null);
            case MissingServletRequestParameterException e -> parameterInvalid(e.getParameterName());
            case TypeMismatchException e -> parameterInvalid(e.getPropertyName());
            case TransientDataAccessException e -> unavailable(e.toString(), request);
            case NonTransientDataAccessResourceException e -> unavailable(e.toString(), request);
            case RuntimeException e when Outage.explains(e) -> unavailable(e.toString(), request);
            case ErrorResponse e
            when e.getStatusCode().is4xxClientError() ->
                ofStatus(e.getStatusCode().value(), null, request);
            default -> unexpected(failure, request);
        };
    }

    /** For faults of which only the status is known: those found before a request has a handler. */
    ErrorAnswer ofStatus(int status, @Nullable Throwable failure, String request) {
        return switch (status) {
            case 404 -> of(new Refusal.PathNotFound(request), request);
            case 405 -> error(405, "method_not_allowed", "This method is not taken.");
            case 413 -> error(413, "payload_too_large", "The request is too large.");
            case 415 -> error(415, "media_type_unsupported", "Send application/vnd.api+json.");
            case 503 -> unavailable("the server turned a request away", request);
            // An unknown transfer coding or version of HTTP: the request is at fault, not the server.
            case 501, 505 -> unreadable(400);
            default -> status < 500 ? unreadable(status) : unexpected(failure, request);
        };
    }

    /** The client broke its connection or the framing of its body; mostly nobody is left to read this. */
    ErrorAnswer brokenOff() {
        return ErrorAnswer.of(
                400, List.of(ErrorObject.at("", "malformed_json", "The body broke off or is not framed well.")));
    }

    /** Another node would answer this. */
    ErrorAnswer misdirected(NodeRole needed) {
        return error(
                421,
                "misdirected_request",
                "This node has no part in that; send it to one of role " + needed.text() + ".");
    }

    private ErrorAnswer of(Refusal refusal, String request) {
        return switch (refusal) {
            case Refusal.Invalid(var errors) -> ErrorAnswer.of(400, errors);
            case Refusal.EnvironmentAmbiguous(var candidates) -> ambiguous(candidates);
            case Refusal.CredentialsMissing() ->
                unauthorized("credentials_missing", "Send Authorization: Bearer <key>.");
            case Refusal.CredentialsInvalid() ->
                unauthorized("credentials_invalid", "This API key is wrong, expired or revoked.");
            case Refusal.RoleInsufficient(var has, var needs) ->
                forbidden("role_insufficient", "This needs the role " + needs + "; the key has " + has + ".");
            case Refusal.EnvironmentForbidden(var environment) ->
                forbidden("environment_forbidden", "The key's scope leaves out environment " + environment + ".");
            case Refusal.Missing missing -> missing(missing);
            case Refusal.PolicyReferenced(var policy, var jobs) -> referenced(policy, jobs);
            case Refusal.IdTaken(var what, var id) ->
                located(409, "id_taken", "The " + what + " " + id + " exists already.", ID);
            case Refusal.BeyondPlan(var limits) -> beyondPlan(limits);
            case Refusal.IdempotencyInFlight() ->
                conflict("idempotency_in_flight", "The first request with this key is not answered yet.")
                        .with("Retry-After", "1");
            case Refusal.Conflict conflict -> conflict(conflict);
            case Refusal.VersionMismatch(var current) ->
                located(412, "version_mismatch", "The current version is \"v" + current + "\".", IF_MATCH);
            case Refusal.MediaTypeUnsupported(var type) ->
                located(415, "media_type_unsupported", "Send application/vnd.api+json, not " + type + ".", TYPE);
            case Refusal.PayloadTooLarge(var limit) ->
                error(413, "payload_too_large", "A body may have " + limit + " bytes at most.");
            case Refusal.Unavailable(var why) -> unavailable(why, request);
            case Refusal.AccountWiped(var account) -> unavailable(account + " was wiped meanwhile", request);
            case Refusal.DefinitionMoved(var job) -> unavailable(job + " was edited meanwhile", request);
            case Refusal.RunExists r -> unexpected(new Refused(r), request);
            case Refusal.FireRan r -> unexpected(new Refused(r), request);
            case Refusal.StartRefused r -> unexpected(new Refused(r), request);
        };
    }

    private static ErrorAnswer conflict(Refusal.Conflict conflict) {
        return switch (conflict) {
            case Refusal.EnvironmentNotEnabled(var job, var environment) ->
                conflict("environment_not_enabled", notEnabled(job, environment));
            case Refusal.EnvironmentMissing(var environment) ->
                conflict("environment_missing", "Environment " + environment + " is gone or no longer managed.");
            case Refusal.EnvironmentProtected(var environment) ->
                conflict(
                        "environment_protected",
                        "Environment " + environment + " is protected: it cannot be deleted or unmanaged.");
            case Refusal.LastOwnerKey(var key) ->
                conflict(
                        "last_owner_key",
                        "Key " + key
                                + " is the last one of role OWNER that is restricted to nothing and never expires.");
            case Refusal.KeyTooNarrow(var key) ->
                conflict(
                        "last_owner_key",
                        "Key " + key + " is restricted or expires; what is left after a wipe is this one key alone.");
            case Refusal.JobDeleted(var job) ->
                conflict("job_deleted", "Job " + job + ", as it was when this run was made, is deleted.");
            case Refusal.RunTerminal(var run, var status) ->
                conflict("run_terminal", "Run " + run + " is over: " + status + ".");
        };
    }

    private static ErrorAnswer missing(Refusal.Missing missing) {
        return switch (missing) {
            case Refusal.PathNotFound(var path) -> notFound("not_found", "Nothing answers to " + path + ".");
            case Refusal.JobNotFound(var job) -> notFound("job_not_found", "There is no job " + job + ".");
            case Refusal.RunNotFound(var run) -> notFound("run_not_found", "There is no run " + run + ".");
            case Refusal.PolicyNotFound(var policy) ->
                notFound("policy_not_found", "There is no retry policy " + policy + ".");
            case Refusal.EnvironmentNotFound(var environment) ->
                notFound("environment_not_found", "There is no environment " + environment + ".");
            case Refusal.AccountNotFound(var account) ->
                notFound("account_not_found", "There is no account " + account + ".");
            case Refusal.ApiKeyNotFound(var key) -> notFound("api_key_not_found", "There is no API key " + key + ".");
        };
    }

    private static ErrorAnswer unreadable(int status) {
        return error(status, "invalid_value", "The request's line or headers cannot be read.");
    }

    private static ErrorAnswer ambiguous(List<String> candidates) {
        String detail = "Name one of the environments that would do: " + String.join(", ", candidates) + ".";
        return ErrorAnswer.of(400, List.of(ErrorObject.at("/environment", "environment_ambiguous", detail)));
    }

    private static ErrorAnswer referenced(String policy, List<String> jobs) {
        String detail = "Retry policy " + policy + " is named by these jobs: " + String.join(", ", jobs) + ".";
        Map<String, Object> meta = Map.of("referencing_jobs", jobs);
        return ErrorAnswer.of(
                409, List.of(new ErrorObject("409", "policy_referenced", title(409), detail, null, meta)));
    }

    /** API.md §1.6: 402. */
    private static ErrorAnswer beyondPlan(List<Refusal.PlanLimit> limits) {
        return ErrorAnswer.of(402, limits.stream().map(ErrorMapping::beyondPlan).toList());
    }

    private static ErrorObject beyondPlan(Refusal.PlanLimit passed) {
        Map<String, Object> meta = Map.of("limit", passed.limit(), "current", passed.current(), "plan", passed.plan());
        Source source = passed.pointer() == null ? null : new Source(passed.pointer(), null, null);
        return new ErrorObject("402", passed.code(), title(402), passed.detail(), source, meta);
    }

    private static String notEnabled(String job, String environment) {
        return environment.isEmpty()
                ? "Job " + job + " is enabled in no environment that this key may use."
                : "Job " + job + " is not enabled in environment " + environment + ".";
    }

    private static ErrorAnswer unauthorized(String code, String detail) {
        return error(401, code, detail).with("WWW-Authenticate", "Bearer");
    }

    private static ErrorAnswer forbidden(String code, String detail) {
        return error(403, code, detail);
    }

    private static ErrorAnswer notFound(String code, String detail) {
        return error(404, code, detail);
    }

    private static ErrorAnswer conflict(String code, String detail) {
        return error(409, code, detail);
    }

    private static ErrorAnswer methodNotAllowed(HttpRequestMethodNotSupportedException e) {
        ErrorAnswer answer = error(405, "method_not_allowed", "This path does not take " + e.getMethod() + ".");
        String[] allowed = e.getSupportedMethods();
        return allowed == null ? answer : answer.with("Allow", String.join(", ", allowed));
    }

    private static ErrorAnswer parameterInvalid(@Nullable String parameter) {
        String code = "parameter_invalid";
        return ErrorAnswer.of(
                400,
                List.of(
                        parameter == null
                                ? ErrorObject.of(400, code, "Validation failed", "The query cannot be decoded.")
                                : ErrorObject.inParameter(parameter, code, "The value is missing or cannot be read.")));
    }

    private static ErrorAnswer unavailable(String why, String request) {
        String trace = trace();
        LOG.warn("{} was answered 503, trace {}: {}", request, trace, why);
        return failure(503, "unavailable", "This cannot be done at the moment; try again.", trace)
                .with("Retry-After", "1");
    }

    private static ErrorAnswer unexpected(@Nullable Throwable failure, String request) {
        String trace = trace();
        LOG.error("{} failed, trace {}", request, trace, failure);
        return failure(500, "internal_error", "The server failed; its log tells more under this trace id.", trace);
    }

    private static ErrorAnswer failure(int status, String code, String detail, String trace) {
        return ErrorAnswer.of(
                status,
                List.of(new ErrorObject(
                        Integer.toString(status), code, title(status), detail, null, Map.of("trace_id", trace))));
    }

    private static ErrorAnswer error(int status, String code, String detail) {
        return ErrorAnswer.of(status, List.of(ErrorObject.of(status, code, title(status), detail)));
    }

    private static ErrorAnswer located(int status, String code, String detail, Source source) {
        return ErrorAnswer.of(
                status, List.of(new ErrorObject(Integer.toString(status), code, title(status), detail, source, null)));
    }

    private static String title(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    private static String trace() {
        return UUID.randomUUID().toString();
    }
}
