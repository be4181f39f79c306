package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.jsonapi.ErrorObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;

class ErrorMappingTest {

    private static final UUID ID = new UUID(7, 7);
    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final RunKey RUN = new RunKey(AccountId.DEFAULT, ID);

    private final ErrorMapping mapping = new ErrorMapping();

    @ParameterizedTest
    @MethodSource
    void everyRefusalIsTold(Refusal refusal, String told) {
        ErrorAnswer answer = answer(refusal);

        ErrorObject error = answer.document().errors().getFirst();
        assertThat(answer.status() + " " + error.code()).isEqualTo(told);
        assertThat(error.status()).isEqualTo(Integer.toString(answer.status()));
        assertThat(error.title()).isNotBlank();
        assertThat(error.detail()).isNotBlank().doesNotContain("null");
    }

    static Stream<Arguments> everyRefusalIsTold() {
        return Stream.of(
                told(new Refusal.Invalid(List.of(ErrorObject.at("/a", "required", "a is required"))), "400 required"),
                told(new Refusal.EnvironmentAmbiguous(List.of("a", "b")), "400 environment_ambiguous"),
                told(new Refusal.CredentialsMissing(), "401 credentials_missing"),
                told(new Refusal.CredentialsInvalid(), "401 credentials_invalid"),
                told(new Refusal.RoleInsufficient(Role.VIEWER, Role.MEMBER), "403 role_insufficient"),
                told(new Refusal.EnvironmentForbidden("a"), "403 environment_forbidden"),
                told(new Refusal.PathNotFound("/a"), "404 not_found"),
                told(new Refusal.JobNotFound("a"), "404 job_not_found"),
                told(new Refusal.RunNotFound("a"), "404 run_not_found"),
                told(new Refusal.EnvironmentNotFound("a"), "404 environment_not_found"),
                told(new Refusal.IdTaken("job", "a"), "409 id_taken"),
                told(new Refusal.IdempotencyInFlight(), "409 idempotency_in_flight"),
                told(new Refusal.PolicyNotFound("a"), "404 policy_not_found"),
                told(new Refusal.PolicyReferenced("a", List.of("b")), "409 policy_referenced"),
                told(Refusal.EnvironmentNotEnabled.nowhere("a"), "409 environment_not_enabled"),
                told(new Refusal.EnvironmentNotEnabled("a", "b"), "409 environment_not_enabled"),
                told(new Refusal.EnvironmentMissing("a"), "409 environment_missing"),
                told(new Refusal.EnvironmentProtected("a"), "409 environment_protected"),
                told(new Refusal.JobDeleted("a"), "409 job_deleted"),
                told(new Refusal.RunTerminal(ID, "FAILED"), "409 run_terminal"),
                told(new Refusal.VersionMismatch(3), "412 version_mismatch"),
                told(new Refusal.PayloadTooLarge(5), "413 payload_too_large"),
                told(new Refusal.MediaTypeUnsupported("text/plain"), "415 media_type_unsupported"),
                told(new Refusal.Unavailable("why"), "503 unavailable"),
                told(new Refusal.DefinitionMoved(JOB), "503 unavailable"),
                told(new Refusal.RunExists(RUN), "500 internal_error"),
                told(new Refusal.StartRefused(RUN, "why"), "500 internal_error"));
    }

    private static Arguments told(Refusal refusal, String told) {
        return Arguments.of(refusal, told);
    }

    @Test
    void anEnvironmentToBeNamedIsPointedAt() {
        ErrorObject error = answer(new Refusal.EnvironmentAmbiguous(List.of("a", "b")))
                .document()
                .errors()
                .getFirst();

        assertThat(Objects.requireNonNull(error.source()).pointer()).isEqualTo("/environment");
        assertThat(error.detail()).contains("a, b");
    }

    @Test
    void jobsThatNameAPolicyAreToldToPeopleAndPrograms() {
        ErrorObject error = answer(new Refusal.PolicyReferenced("gentle", List.of("a", "b")))
                .document()
                .errors()
                .getFirst();

        assertThat(error.meta()).containsExactly(Map.entry("referencing_jobs", List.of("a", "b")));
        assertThat(error.detail()).contains("gentle").contains("a, b");
    }

    @Test
    void whatIsTakenIsToldByItsKind() {
        ErrorObject error = answer(new Refusal.IdTaken("retry policy", "gentle"))
                .document()
                .errors()
                .getFirst();

        assertThat(error.detail()).isEqualTo("The retry policy gentle exists already.");
    }

    @Test
    void whatTheServerCannotDoCarriesATraceButNoReason() {
        for (Refusal refusal : List.of(new Refusal.Unavailable("secret"), new Refusal.StartRefused(RUN, "secret"))) {
            ErrorObject error = answer(refusal).document().errors().getFirst();

            assertThat(error.meta()).containsOnlyKeys("trace_id");
            assertThat(error.toString()).doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "25006", "53100", "53300", "57014", "57P01", "57P03", "58030"})
    void storageThatCannotServeIsUnavailableWhoeverWrapsIt(String state) {
        SQLException failure = new SQLException("secret", state);
        for (RuntimeException wrapped : List.of(
                new EventStoreException("stream a cannot be read", failure),
                new UncategorizedSQLException("read", "SELECT", failure),
                new TransactionSystemException("commit", failure))) {
            ErrorAnswer answer = mapping.of(wrapped, "GET /a");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("Retry-After", "1");
            assertThat(answer.document().toString()).doesNotContain("secret");
        }
    }

    @Test
    void whatStorageRefusesIsAFaultOfTheServer() {
        RuntimeException failure = new EventStoreException("a", new SQLException("no such table", "42P01"));

        assertThat(mapping.of(failure, "GET /a").status()).isEqualTo(500);
    }

    private ErrorAnswer answer(Refusal refusal) {
        return mapping.of(new Refused(refusal), "GET /a");
    }
}
