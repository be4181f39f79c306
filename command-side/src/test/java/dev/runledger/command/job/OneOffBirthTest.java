package dev.runledger.command.job;

import static dev.runledger.command.job.JobDocuments.LEAST;
import static dev.runledger.command.job.JobDocuments.document;
import static dev.runledger.command.job.JobDocuments.facts;
import static dev.runledger.command.job.JobDocuments.refusals;
import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.job.JobDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a one-off is born (API.md §2.2). */
class OneOffBirthTest {

    private static final String NOW = ",\"schedule\":\"now\"";
    private static final String LATER = ",\"schedule\":\"2026-03-02T00:00:00Z\"";
    private static final List<String> NOWHERE = List.of("environment_required /data/attributes/environments");
    private static final EnvironmentScope PRODUCTION = new EnvironmentScope(Set.of("production"));

    @ParameterizedTest
    @ValueSource(strings = {NOW, LATER})
    void namingAnEnvironmentIsEnoughToBeBornThere(String schedule) {
        assertThat(born(schedule + entries("\"production\":{},\"development\":{\"enabled\":false}")))
                .isEqualTo(Map.of("production", Map.of("enabled", true), "development", Map.of("enabled", false)));
    }

    @Test
    void anEntryKeepsWhatElseItSays() {
        assertThat(born(NOW + entries("\"production\":{\"timeout\":5,\"enabled\":null}")))
                .isEqualTo(Map.of("production", Map.of("timeout", 5, "enabled", true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"environments\":null",
                ",\"environments\":{}",
                ",\"environments\":{\"production\":null}",
                ",\"environments\":{\"production\":{\"enabled\":false}}"
            })
    void bornNowhereItIsRefused(String environments) {
        assertThat(refusals(() -> created(EnvironmentScope.ALL, NOW + environments)))
                .isEqualTo(NOWHERE);
    }

    @Test
    void aCredentialOfOneEnvironmentSuppliesItWhereNoneIsNamed() {
        assertThat(leaves(created(PRODUCTION, NOW))).isEqualTo(Map.of("production", Map.of("enabled", true)));
        assertThat(leaves(created(PRODUCTION, NOW + entries("\"production\":null"))))
                .isEqualTo(Map.of("production", Map.of("enabled", true)));
    }

    @Test
    void itDoesNotSupplyWhatTheCallerNamesItself() {
        assertThat(refusals(() -> created(PRODUCTION, NOW + entries("\"production\":{\"enabled\":false}"))))
                .isEqualTo(NOWHERE);
    }

    @Test
    void aCredentialOfSeveralSuppliesNone() {
        EnvironmentScope two = new EnvironmentScope(Set.of("production", "development"));

        assertThat(refusals(() -> created(two, NOW))).isEqualTo(NOWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "gone"})
    void anEnvironmentThatCannotHaveAnEntryIsNotSupplied(String environment) {
        assertThat(refusals(() -> created(new EnvironmentScope(Set.of(environment)), NOW)))
                .isEqualTo(NOWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"schedule\":\"@daily\""})
    void otherKindsMayBeEnabledNowhereAndKeepTheirEntriesAsWritten(String schedule) {
        assertThat(born(schedule)).isEmpty();
        assertThat(born(schedule + entries("\"production\":{}"))).isEqualTo(Map.of("production", Map.of()));
    }

    @Test
    void aReplacementUnderTheSameTextIsNoBirth() {
        JobDefinition before = created(EnvironmentScope.ALL, LATER + entries("\"production\":{}"));

        assertThat(leaves(replaced(before, EnvironmentScope.ALL, LATER + entries("\"production\":{}"))))
                .isEqualTo(Map.of("production", Map.of()));
        assertThat(leaves(replaced(before, PRODUCTION, LATER))).isEmpty();
    }

    @Test
    void anotherTextIsABirthAndSoIsAnotherKind() {
        Map<String, Map<String, Object>> born = Map.of("production", Map.of("enabled", true));

        for (String schedule : List.of("", ",\"schedule\":\"@daily\"", LATER)) {
            JobDefinition before = created(EnvironmentScope.ALL, schedule + entries("\"production\":{}"));

            assertThat(leaves(replaced(before, EnvironmentScope.ALL, NOW + entries("\"production\":{}"))))
                    .isEqualTo(born);
            assertThat(refusals(() -> replaced(before, EnvironmentScope.ALL, NOW)))
                    .isEqualTo(NOWHERE);
        }
    }

    @Test
    void entriesThatTheCallerDoesNotSeeMayBeWhereItIsBorn() {
        JobDefinition elsewhere = created(EnvironmentScope.ALL, entries("\"development\":{\"enabled\":true}"));
        JobDefinition off = created(EnvironmentScope.ALL, entries("\"development\":{\"enabled\":false}"));
        String disabled = NOW + entries("\"production\":{\"enabled\":false}");

        assertThat(leaves(replaced(elsewhere, PRODUCTION, disabled)))
                .isEqualTo(Map.of("production", Map.of("enabled", false)));
        assertThat(refusals(() -> replaced(off, PRODUCTION, disabled))).isEqualTo(NOWHERE);
    }

    private static Map<String, Map<String, Object>> born(String attributes) {
        return leaves(created(EnvironmentScope.ALL, attributes));
    }

    private static JobDefinition created(EnvironmentScope scope, String attributes) {
        return read(scope, null, attributes);
    }

    private static JobDefinition replaced(JobDefinition before, EnvironmentScope scope, String attributes) {
        return read(scope, before, attributes);
    }

    private static JobDefinition read(EnvironmentScope scope, @Nullable JobDefinition before, String attributes) {
        return JobDefinitions.replacing("a", document(LEAST + attributes), facts(scope, before));
    }

    private static Map<String, Map<String, Object>> leaves(JobDefinition job) {
        return job.environments().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().leaves()));
    }

    private static String entries(String entries) {
        return ",\"environments\":{" + entries + "}";
    }
}
