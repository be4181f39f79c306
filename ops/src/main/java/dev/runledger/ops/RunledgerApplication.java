package dev.runledger.ops;

import dev.runledger.ops.embedded.EmbeddedFailure;
import dev.runledger.ops.operator.OperatorClient;
import dev.runledger.ops.replay.ReplayFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The entrance: reads the first word and does what it says. */
public final class RunledgerApplication {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private static final String HELP = """
            runledger serve [--port N] [--data DIR] [--role all|command|worker|query]
                                                      run the service (embedded PostgreSQL unless RUNLEDGER_DATABASE_URL is set)
            runledger demo [--stay true|false]        see it at work on a throw-away data directory
            runledger replay runs [--data DIR] [--check] [--accept-differences]
                                                      build the list of runs anew from the events, while the service runs or not
            runledger account list | create --name NAME [--plan PLAN] | plan --account ID --plan PLAN [--url URL]
                                                      several teams on one service (needs RUNLEDGER_OPERATOR_TOKEN)
            runledger doctor [--data DIR] [--role …]  look at all that a service with these settings would need
            runledger version                         print the version""";

    private RunledgerApplication() {}

    public static void main(String[] words) {
        PrintStream out = System.out;
        int status = run(List.of(words), out);
        if (status != OK) {
            System.exit(status);
        }
    }

    private static int run(List<String> words, PrintStream out) {
        String command = words.isEmpty() ? "help" : words.getFirst();
        List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
        try {
            switch (command) {
                case "serve" -> Serve.run(rest, System.getenv(), out);
                case "demo" -> DemoCommand.run(rest, out);
                case "replay" -> {
                    return ReplayCommand.run(rest, System.getenv(), out) ? OK : FAILED;
                }
                case "account" -> AccountsCommand.run(rest, System.getenv(), out);
                case "doctor" -> {
                    return DoctorCommand.run(rest, System.getenv(), out) ? OK : FAILED;
                }
                case "version" -> out.println("Runledger " + Version.text());
                case "help", "--help", "-h" -> out.println(HELP);
                default -> throw new BadUsage("There is no command " + command + "." + System.lineSeparator() + HELP);
            }
            return OK;
        } catch (BadUsage e) {
            System.err.println(e.getMessage());
            return BAD_USAGE;
        } catch (StartFailure | EmbeddedFailure | ReplayFailure | OperatorClient.Failure e) {
            System.err.println(e.getMessage());
            return FAILED;
        } catch (IOException e) {
            System.err.println("Something could not be read or written: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
