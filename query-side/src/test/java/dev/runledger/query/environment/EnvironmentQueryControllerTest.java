package dev.runledger.query.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.EnvironmentClass;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.query.batch.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentQueryControllerTest {

    private static final String PATH = "/api/v1/environments";

    /** Ordered by name: 1 z, then the three that are equal but for case, then the private-use one before the emoji. */
    private static final List<EnvironmentView> ENVIRONMENTS = List.of(
            environment("production", "Main", EnvironmentClass.STANDARD, true, 3),
            environment("a", "main", EnvironmentClass.AD_HOC, false, 1),
            environment("b", "MAIN", EnvironmentClass.STANDARD, false, 2),
            environment("emoji", "😀", EnvironmentClass.STANDARD, true, 5),
            environment("private", "\uE000", EnvironmentClass.STANDARD, true, 4),
            environment("z", "1", EnvironmentClass.AD_HOC, true, 0));

    private final EnvironmentReader reader = new EnvironmentReader() {
        @Override
        public List<EnvironmentView> of(AccountId account) {
            return account.equals(AccountId.DEFAULT) ? ENVIRONMENTS : List.of();
        }

        @Override
        public long jobsIn(AccountId account, String environment) {
            return environment.length();
        }
    };
    private final Wire wire = as(AccountId.DEFAULT, EnvironmentScope.ALL);
    private final Wire scoped = as(AccountId.DEFAULT, new EnvironmentScope(Set.of("a", "unknown")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | z a b production private emoji",
                "?sort=-name | emoji private production b a z",
                "?sort=created_at | z a b production private emoji",
                "?sort=-updated_at | z a b production private emoji",
                "?filter[search]=MaI | a b production",
                "?filter[search]=PROD | production",
                "?filter[search]= | z a b production private emoji",
                "?filter[search]=%25 | ''",
                "?filter[classification]=AD_HOC | z a",
                "?filter[managed]=False | a b",
                "?filter[managed]=true&filter[classification]=STANDARD&filter[search]=main | production",
                "?page[size]=2 | z a",
                "?page[size]=4&page[number]=2 | private emoji",
                "?page[number]=2147483647 | ''"
            })
    void aListHoldsWhatIsAskedForInItsOrder(String query, String ids) {
        assertThat(String.join(" ", wire.get(PATH + query).path("data").findValuesAsText("id")))
                .isEqualTo(ids);
    }

    @Test
    void theTotalIsThatOfAllPages() {
        JsonNode pagination =
                wire.get(PATH + "?meta[total]=true&page[size]=4&page[number]=2").at("/meta/pagination");

        assertThat(pagination.path("total").intValue()).isEqualTo(6);
        assertThat(pagination.path("total_pages").intValue()).isEqualTo(2);
        assertThat(wire.get(PATH).at("/meta/pagination").has("total")).isFalse();
    }

    @Test
    void everyAttributeIsShown() {
        assertThat(wire.get(PATH + "/production").path("data")).isEqualTo(Wire.json("""
                {"id":"production","type":"environment","attributes":{"name":"Main","color":null,"classification":"STANDARD",
                 "managed":true,"protected":true,"created_at":"2026-03-01T12:00:03.000Z",
                 "updated_at":"2026-03-01T12:59:57.000Z"}}"""));
    }

    @Test
    void whatIsOutsideTheScopeDoesNotExist() {
        assertThat(scoped.get(PATH).path("data").findValuesAsText("id")).containsExactly("a");
        assertThat(scoped.get(PATH + "?meta[total]=true")
                        .at("/meta/pagination/total")
                        .intValue())
                .isEqualTo(1);
        assertThat(scoped.get(PATH + "/a").at("/data/id").textValue()).isEqualTo("a");
        assertThat(notFound(scoped, "production")).isEqualTo(new Refusal.EnvironmentNotFound("production"));
    }

    @Test
    void whatIsUnknownOrAnothersIsNotFound() {
        assertThat(notFound(wire, "c")).isEqualTo(new Refusal.EnvironmentNotFound("c"));
        Wire stranger = as(new AccountId("stranger", 1), EnvironmentScope.ALL);
        assertThat(notFound(stranger, "a")).isEqualTo(new Refusal.EnvironmentNotFound("a"));
        assertThat(stranger.get(PATH).path("data")).isEmpty();
    }

    @Test
    void allWrongParametersAreToldTogether() {
        Refused refused = catchThrowableOfType(
                Refused.class,
                () -> wire.get(
                        PATH + "?sort=id&filter[managed]=1&filter[classification]=x&page[size]=0&meta[total]=2"));

        assertThat(((Refusal.Invalid) refused.refusal()).errors())
                .map(error -> Objects.requireNonNull(error.source()).parameter())
                .containsExactlyInAnyOrder(
                        "sort", "filter[managed]", "filter[classification]", "page[size]", "meta[total]");
        assertThat(((Refusal.Invalid) refused.refusal()).errors())
                .extracting(ErrorObject::code)
                .containsOnly("parameter_invalid");
    }

    private static Refusal notFound(Wire wire, String id) {
        return catchThrowableOfType(Refused.class, () -> wire.get(PATH + "/" + id))
                .refusal();
    }

    private Wire as(AccountId account, EnvironmentScope scope) {
        return Wire.to(new EnvironmentQueryController(reader), new Caller(account, Role.VIEWER, scope, "test"));
    }

    /** @param second when it was made; the later, the earlier it was changed */
    private static EnvironmentView environment(
            String key, String name, EnvironmentClass classification, boolean managed, int second) {
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        return new EnvironmentView(
                key,
                new UUID(1, second),
                new Definition(name, null, classification, managed),
                key.equals("production"),
                noon.plusSeconds(second),
                noon.plusSeconds(3600 - second));
    }
}
