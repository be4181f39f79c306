package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.runledger.ops.WholeNode;
import dev.runledger.ops.embedded.TestDatabase;
import dev.runledger.ops.embedded.TestPostgres;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Nodes that share a database tell different parts of what happened, which make up the whole. */
class FiguresOfTwoNodesTest {

    private static final Contract CONTRACT = Contract.load();
    private static final int BEFORE = 3;
    private static final int TOGETHER = 12;

    private final TestDatabase database = TestPostgres.freshDatabase();

    @Test
    void theSumOverNodesIsRightAndNobodyCountsWhatWasThereBefore() {
        try (Target target = new Target();
                WholeNode first = WholeNode.start(database, Map.of())) {
            Service one = new Service(first.port(), WholeNode.OWNER, CONTRACT);
            make(one, "shared", target.url("/fine/shared"));
            make(one, "held", target.url("/gate/shared"));
            run(BEFORE, one);
            long before = first.head();

            try (WholeNode second = WholeNode.start(database, Map.of())) {
                Service other = new Service(second.port(), WholeNode.OWNER, CONTRACT);
                awaitSum("runledger_members", 4, one, other);
                assertThat(ended(other)).isZero();
                run(TOGETHER, one, other);
                String held = start(one, "held");
                target.taken("/gate/shared");
                assertThat(other.send("POST", ApiTest.RUNS + "/" + held + "/actions/cancel", "")
                                .status())
                        .isEqualTo(200);

                awaitSum("runledger_run_pending_seconds", BEFORE + TOGETHER + 1, one, other);
                awaitSum("runledger_run_duration_seconds", BEFORE + TOGETHER + 1, one, other);
                assertThat(ended(one) + ended(other)).isEqualTo(BEFORE + TOGETHER + 1);
                assertThat(figures(other).counted("runledger_runs_total", "status"))
                        .containsEntry("CANCELED", 1.0);
                awaitSum("runledger_events_appended_total", first.head(), one, other);
                assertThat(first.head()).isGreaterThan(before);
            }
        }
    }

    private static void make(Service node, String job, String url) {
        assertThat(node.post(ApiTest.JOBS, ApiTest.document(job, ApiTest.calling(url), ApiTest.PRODUCTION))
                        .status())
                .isEqualTo(201);
    }

    /** Answers the run's id. */
    private static String start(Service node, String job) {
        return node.send("POST", ApiTest.JOBS + "/" + job + "/actions/run", "")
                .json()
                .at("/data/id")
                .textValue();
    }

    /** Through each in turn. */
    private static void run(int times, Service... nodes) {
        for (int i = 0; i < times; i++) {
            Service node = nodes[i % nodes.length];
            String run = start(node, "shared");
            assertThat(ApiTest.ended(node, run).path("status").asText()).isEqualTo("SUCCEEDED");
        }
    }

    private static double ended(Service node) {
        return figures(node).counted("runledger_runs_total", "status").values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static void awaitSum(String series, long expected, Service... nodes) {
        Awaitility.await()
                .atMost(ApiTest.PATIENCE)
                .untilAsserted(() -> assertThat(Stream.of(nodes)
                                .mapToDouble(node -> figures(node).only(series))
                                .sum())
                        .isEqualTo((double) expected));
    }

    private static Scrape figures(Service node) {
        return Scrape.of(node.as("").get("/metrics").body());
    }
}
