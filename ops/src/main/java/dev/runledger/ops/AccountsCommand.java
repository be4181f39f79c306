package dev.runledger.ops;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.ops.operator.OperatorClient;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code account}: what an operator does with a running service's accounts. */
final class AccountsCommand {

    private static final String URL = "--url";
    private static final String NAME = "--name";
    private static final String PLAN = "--plan";
    private static final String ACCOUNT = "--account";
    private static final String TOKEN = "RUNLEDGER_OPERATOR_TOKEN";
    private static final int DEFAULT_PORT = 8080;

    private AccountsCommand() {}

    /**
     * @throws BadUsage if the words make no sense
     * @throws OperatorClient.Failure if the service does not do it
     * @throws StartFailure if it does not answer
     */
    static void run(List<String> words, Map<String, String> environment, PrintStream out)
            throws IOException, InterruptedException {
        String what = words.isEmpty() ? "" : words.getFirst();
        CommandLine line = switch (what) {
            case "list" -> options(words, Set.of(URL));
            case "create" -> options(words, Set.of(URL, NAME, PLAN));
            case "plan" -> options(words, Set.of(URL, ACCOUNT, PLAN));
            default ->
                throw new BadUsage("Say what to do with accounts: account list, account create --name NAME"
                        + " [--plan PLAN], account plan --account ID --plan PLAN.");
        };
        // A service's own settings may stand in the same environment; they are not for this command.
        SettingsReader reader = new SettingsReader(environment);
        URI url = url(line, reader);
        Optional<String> secret = reader.secret(TOKEN);
        reader.checkRead();
        String token =
                secret.orElseThrow(() -> new BadUsage("Set " + TOKEN + " to what the service has been given as such."));
        try (OperatorClient service = new OperatorClient(url, token)) {
            switch (what) {
                case "list" -> list(service.list(), out);
                case "create" -> created(service.create(needed(line, NAME), line.get(PLAN)), out);
                default -> row(service.plan(needed(line, ACCOUNT), needed(line, PLAN)), out);
            }
        } catch (ConnectException e) {
            throw StartFailure.because("Nothing answers at " + url + ". Name the service with " + URL + ".");
        }
    }

    private static CommandLine options(List<String> words, Set<String> known) {
        return CommandLine.parse(words.subList(1, words.size()), known);
    }

    private static URI url(CommandLine line, SettingsReader reader) {
        Optional<String> given = line.get(URL);
        if (given.isEmpty()) {
            return URI.create("http://127.0.0.1:" + reader.integer("RUNLEDGER_PORT", DEFAULT_PORT, 1, 65_535));
        }
        try {
            URI url = URI.create(given.get());
            if (url.getHost() != null && Set.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below, together with what would be right.
        }
        throw new BadUsage(URL + " is " + given.get() + "; it must be like http://127.0.0.1:8080.");
    }

    private static String needed(CommandLine line, String option) {
        return line.get(option).orElseThrow(() -> new BadUsage(option + " is needed."));
    }

    private static void list(JsonNode accounts, PrintStream out) {
        accounts.forEach(account -> row(account, out));
    }

    private static void created(JsonNode account, PrintStream out) {
        row(account, out);
        out.println("Its key, shown this once: " + account.path("api_key").asText());
    }

    private static void row(JsonNode account, PrintStream out) {
        out.printf(
                "%-12s  %-10s  %s  %s%n",
                account.path("id").asText(),
                account.path("plan").asText(),
                account.path("created_at").asText(),
                account.path("name").asText());
    }
}
