package dev.runledger.ops;

import dev.runledger.command.account.ApiKey;
import dev.runledger.command.execution.EgressSettings;
import dev.runledger.command.execution.InFlightLimits;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.secret.MasterKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an operator can say about one node, read once and checked before anything starts.
 *
 * @param data where this node keeps what is its own: the embedded database, the generated key, its identity
 * @param bind the address to listen on
 * @param port 0 takes a free one
 * @param database an external PostgreSQL; empty runs the embedded one
 * @param apiKey the operator's own key; empty generates one at the first start
 * @param masterKeys what the accounts' keys are wrapped in; empty takes those in the data directory
 * @param inFlight how many runs may be under way at the same time, in all and of a kind
 * @param drainLimit how long a stop waits for runs in flight
 * @param roles what this node does for all
 * @param workerGone after which a worker whose session has ended counts as dead
 * @param workerSilence after which a worker that shows no sign of life counts as dead
 * @param misfireWindow how late a fire may still run
 * @param oneOffRetention how long a spent one-off stays after its last run ended
 * @param idempotencyLease after which a request with a key and without an answer may be tried anew
 */
record NodeSettings(
        Path data,
        String bind,
        int port,
        Optional<Database> database,
        Optional<ApiKey> apiKey,
        Optional<MasterKeys> masterKeys,
        EgressSettings egress,
        InFlightLimits inFlight,
        Duration drainLimit,
        Set<NodeRole> roles,
        Duration workerGone,
        Duration workerSilence,
        Duration misfireWindow,
        Duration oneOffRetention,
        Duration idempotencyLease,
        TenancySettings tenancy) {

    static final Set<String> OPTIONS = Set.of("--data", "--port", "--role");

    private static final int DEFAULT_PORT = 8080;
    private static final int MOST_IN_FLIGHT = 100_000;
    private static final Duration DEFAULT_DRAIN_LIMIT = Duration.ofSeconds(20);
    private static final Duration DEFAULT_GONE = Duration.ofMillis(2_500);
    private static final Duration SHORTEST_GONE = Duration.ofSeconds(2);
    private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(27);
    private static final Duration DEFAULT_MISFIRE_WINDOW = Duration.ofHours(1);
    private static final Duration DEFAULT_ONE_OFF_RETENTION = Duration.ofDays(7);
    private static final Duration DEFAULT_IDEMPOTENCY_LEASE = Duration.ofSeconds(60);

    /** @throws BadUsage saying everything that is wrong */
    static NodeSettings read(List<String> words, Map<String, String> environment) {
        CommandLine line = CommandLine.parse(words, OPTIONS);
        SettingsReader reader = new SettingsReader(environment);
        NodeSettings settings = new NodeSettings(
                line.get("--data")
                        .or(() -> reader.text("RUNLEDGER_DATA"))
                        .map(Path::of)
                        .orElseGet(NodeSettings::home),
                reader.text("RUNLEDGER_BIND").orElse("127.0.0.1"),
                port(line, reader),
                database(reader),
                apiKey(reader),
                masterKeys(reader),
                egress(reader),
                inFlight(reader),
                reader.duration("RUNLEDGER_DRAIN_LIMIT", DEFAULT_DRAIN_LIMIT),
                roles(line, reader),
                reader.duration("RUNLEDGER_WORKER_GONE", DEFAULT_GONE),
                reader.duration("RUNLEDGER_WORKER_SILENCE", DEFAULT_SILENCE),
                reader.duration("RUNLEDGER_MISFIRE_WINDOW", DEFAULT_MISFIRE_WINDOW),
                reader.duration("RUNLEDGER_ONE_OFF_RETENTION", DEFAULT_ONE_OFF_RETENTION),
                reader.duration("RUNLEDGER_IDEMPOTENCY_LEASE", DEFAULT_IDEMPOTENCY_LEASE),
                TenancySettings.read(reader));
        settings.check(reader);
        reader.check();
        return settings;
    }

    /** A beat is given each second; nobody may be given up for one that comes a little late. */
    private void check(SettingsReader reader) {
        if (workerGone.compareTo(SHORTEST_GONE) < 0) {
            reader.problem("RUNLEDGER_WORKER_GONE must be 2s at least.");
        }
        if (workerSilence.compareTo(workerGone.plus(SHORTEST_GONE)) < 0) {
            reader.problem("RUNLEDGER_WORKER_SILENCE must be 2s longer than RUNLEDGER_WORKER_GONE at least.");
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"), ".runledger");
    }

    private static int port(CommandLine line, SettingsReader reader) {
        int port = reader.integer("RUNLEDGER_PORT", DEFAULT_PORT, 0, 65_535);
        Optional<String> option = line.get("--port");
        return option.isEmpty()
                ? port
                : new SettingsReader(Map.of("--port", option.get())).checked(r -> r.integer("--port", 0, 0, 65_535));
    }

    /** Whoever lowers the total alone lowers all. */
    private static InFlightLimits inFlight(SettingsReader reader) {
        InFlightLimits usual = InFlightLimits.DEFAULTS;
        int total = reader.integer("RUNLEDGER_IN_FLIGHT", usual.total(), 1, MOST_IN_FLIGHT);
        return new InFlightLimits(
                total,
                part("RUNLEDGER_IN_FLIGHT_PER_ACCOUNT", usual.perAccount(), total, reader),
                part("RUNLEDGER_IN_FLIGHT_PER_HOST", usual.perHost(), total, reader));
    }

    private static int part(String name, int usual, int total, SettingsReader reader) {
        return reader.integer(name, Math.min(usual, total), 1, MOST_IN_FLIGHT);
    }

    private static Set<NodeRole> roles(CommandLine line, SettingsReader reader) {
        Optional<String> variable = reader.text("RUNLEDGER_ROLE");
        String name = line.get("--role").isPresent() ? "--role" : "RUNLEDGER_ROLE";
        try {
            return line.get("--role").or(() -> variable).map(NodeRole::parse).orElse(NodeRole.ALL);
        } catch (IllegalArgumentException e) {
            reader.problem(name + " cannot be used: " + e.getMessage() + ".");
            return NodeRole.ALL;
        }
    }

    private static Optional<Database> database(SettingsReader reader) {
        Optional<String> user = reader.text("RUNLEDGER_DATABASE_USER");
        Optional<String> password = reader.secret("RUNLEDGER_DATABASE_PASSWORD");
        Optional<String> url = reader.secret("RUNLEDGER_DATABASE_URL");
        try {
            return url.map(text -> Database.parse(text, user, password));
        } catch (IllegalArgumentException e) {
            reader.problem("RUNLEDGER_DATABASE_URL cannot be used: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private static Optional<ApiKey> apiKey(SettingsReader reader) {
        try {
            return reader.secret("RUNLEDGER_API_KEY").map(ApiKey::new);
        } catch (IllegalArgumentException e) {
            reader.problem("RUNLEDGER_API_KEY cannot be used: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private static Optional<MasterKeys> masterKeys(SettingsReader reader) {
        try {
            return reader.secret("RUNLEDGER_MASTER_KEYS").map(MasterKeys::parse);
        } catch (IllegalArgumentException e) {
            reader.problem("RUNLEDGER_MASTER_KEYS cannot be used: " + e.getMessage() + ".");
            return Optional.empty();
        }
    }

    private static EgressSettings egress(SettingsReader reader) {
        try {
            return EgressSettings.parse(
                    reader.text("RUNLEDGER_EGRESS_ALLOW").orElse(""),
                    reader.text("RUNLEDGER_EGRESS_DENY").orElse(""),
                    reader.text("RUNLEDGER_EGRESS_PORTS").orElse(EgressSettings.DEFAULT_PORTS),
                    reader.integer(
                            "RUNLEDGER_EGRESS_MAX_RESPONSE_BYTES",
                            (int) EgressSettings.DEFAULT_MAX_RESPONSE_BYTES,
                            1,
                            Integer.MAX_VALUE),
                    reader.integer("RUNLEDGER_EGRESS_DNS_THREADS", EgressSettings.DEFAULT_DNS_THREADS, 1, 1024));
        } catch (IllegalArgumentException e) {
            reader.problem("The egress settings cannot be used: " + e.getMessage() + ".");
            return EgressSettings.defaults();
        }
    }
}
