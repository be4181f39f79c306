package dev.runledger.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does with accounts on the command line, as the documentation tells. */
class AccountsIT {

    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;
    private static final String TOKEN = "OPERATOR_TOKEN=0123456789abcdef0123456789abcdef";
    private static final Pattern CREATED = Pattern.compile("(?m)^([a-z]{12}) +standard +\\S+ +Team B$");
    private static final Pattern KEY = Pattern.compile("Its key, shown this once: (sk_api_\\S{43})");

    private final Installation home = Installation.create();

    @AfterEach
    void close() {
        home.close();
    }

    @Test
    void aSecondTeamIsSetUpAndPutOnAnotherPlan() throws IOException, InterruptedException {
        ServiceProcess service = home.serve(TOKEN);
        String url = "http://127.0.0.1:" + service.port();

        String created = told(0, List.of("account", "create", "--name", "Team B", "--plan", "standard", "--url", url));

        Matcher account = CREATED.matcher(created);
        Matcher key = KEY.matcher(created);
        assertThat(account.find() && key.find()).as(created).isTrue();
        Api team = new Api(service.port(), key.group(1));
        assertThat(team.get("/api/v1/accounts/current").body()).contains("\"plan\":\"standard\"");
        String id = account.group(1);
        assertThat(told(0, List.of("account", "plan", "--account", id, "--plan", "pro", "--url", url)))
                .contains(id + "  pro ");
        assertThat(told(0, List.of("account", "list", "--url", url)))
                .containsPattern("default +enterprise")
                .contains(id + "  pro ");
        assertThat(told(FAILED, List.of("account", "plan", "--account", id, "--plan", "gold", "--url", url)))
                .contains("must be one of free, standard, pro, enterprise");
        assertThat(told(FAILED, List.of("account", "plan", "--account", "nobody", "--plan", "pro", "--url", url)))
                .contains("There is no account nobody.");
    }

    @Test
    void whatDoesNotWorkIsSaid() {
        ServiceProcess service = home.serve();
        String url = "http://127.0.0.1:" + service.port();

        assertThat(told(FAILED, List.of("account", "list", "--url", url)))
                .contains("Is RUNLEDGER_OPERATOR_TOKEN set for the service?");
        assertThat(told(FAILED, List.of("account", "list", "--url", "http://127.0.0.1:1")))
                .contains("Nothing answers at http://127.0.0.1:1");
        assertThat(told(BAD_USAGE, List.of("account", "list", "--url", "ftp://x")))
                .contains("--url is ftp://x");
        assertThat(told(BAD_USAGE, List.of("account", "create", "--url", url))).contains("--name is needed.");
        assertThat(told(BAD_USAGE, List.of("account"))).contains("Say what to do with accounts");
        try (ServiceProcess without = home.launch(List.of("account", "list", "--url", url))) {
            assertThat(without.awaitExit()).isEqualTo(BAD_USAGE);
            assertThat(without.output()).contains("Set RUNLEDGER_OPERATOR_TOKEN");
        }
    }

    /** What the command prints. */
    private String told(int status, List<String> words) {
        try (ServiceProcess command = home.launch(words, TOKEN)) {
            assertThat(command.awaitExit()).as(command.output()).isEqualTo(status);
            return command.output();
        }
    }
}
