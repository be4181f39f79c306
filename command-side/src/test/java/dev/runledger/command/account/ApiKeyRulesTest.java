package dev.runledger.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** API.md §8.4. */
class ApiKeyRulesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Caller ADMIN =
            new Caller(AccountId.DEFAULT, Role.ADMIN, EnvironmentScope.ALL, "key:sk_api_admin");
    private static final Caller OF_STAGING =
            new Caller(AccountId.DEFAULT, Role.OWNER, new EnvironmentScope(Set.of("staging")), "key:sk_api_owner");

    @Test
    void theLeastKeyIsAsItsMaker() {
        assertThat(created("{'name':'CI'}", ADMIN))
                .isEqualTo(new ApiKeyRules.New(Role.ADMIN, new Terms("CI", null, null)));
        assertThat(created("{'name':'CI','scopes':{}}", OF_STAGING))
                .isEqualTo(new ApiKeyRules.New(Role.OWNER, new Terms("CI", List.of("staging"), null)));
    }

    @Test
    void everythingWrittenIsKept() {
        assertThat(created(
                        "{'name':'CI','role':'VIEWER','scopes':{'environments':['qa','staging']},"
                                + "'expires_at':'2026-03-01T13:00:00.1239+00:30'}",
                        ADMIN))
                .isEqualTo(new ApiKeyRules.New(
                        Role.VIEWER,
                        new Terms("CI", List.of("qa", "staging"), Instant.parse("2026-03-01T12:30:00.123Z"))));
    }

    @Test
    void nobodyGivesMoreThanHeHas() {
        assertThat(Faults.of(() -> created("{'name':'CI','role':'OWNER'}", ADMIN)))
                .containsExactly("RoleInsufficient[has=ADMIN, needs=OWNER]");
        assertThat(Faults.of(() -> created("{'name':'CI','scopes':{'environments':['staging','qa']}}", OF_STAGING)))
                .containsExactly("EnvironmentForbidden[environment=qa]");
    }

    @Test
    void aReplacementIsOfTheKeyInThePath() {
        assertThat(ApiKeyRules.replacing(
                        "1", Faults.document("{'data':{'id':'1','attributes':{'name':'CI'}}}"), ADMIN, NOON))
                .isEqualTo(new Terms("CI", null, null));
        assertThat(Faults.of(() -> ApiKeyRules.replacing(
                        "1", Faults.document("{'data':{'id':'2','attributes':{'name':'CI'}}}"), ADMIN, NOON)))
                .containsExactly("/data/id id_mismatch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{} | name required",
                "{'name':''} | name length_out_of_range",
                "{'name':'n','role':'ROOT'} | role invalid_value",
                "{'name':'n','scopes':[]} | scopes invalid_type",
                "{'name':'n','scopes':{'environments':[]}} | scopes/environments length_out_of_range",
                "{'name':'n','scopes':{'environments':['A b']}} | scopes/environments/0 invalid_value",
                "{'name':'n','expires_at':'tomorrow'} | expires_at invalid_value",
                "{'name':'n','expires_at':'2026-03-01T12:00:00Z'} | expires_at invalid_value"
            })
    void whatIsWrongIsNamed(String attributes, String fault) {
        assertThat(Faults.of(() -> created(attributes, ADMIN))).containsExactly("/data/attributes/" + fault);
    }

    private static ApiKeyRules.New created(String attributes, Caller caller) {
        return ApiKeyRules.created(Faults.document("{'data':{'attributes':" + attributes + "}}"), caller, NOON);
    }
}
