package dev.runledger.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Triggers runs through the API, as a client does. */
final class HttpTriggers {

    static final int CONNECTIONS = 32;

    private final int port;
    private final String headers;

    HttpTriggers(Rig rig) {
        this.port = rig.node().port();
        this.headers = "Authorization: Bearer " + rig.key() + "\r\n";
    }

    HttpConnection connect() {
        return new HttpConnection(port, headers);
    }

    /** Runs the job now; returns the answer, which {@link #id} reads. */
    static String trigger(HttpConnection connection, JobKey job) throws IOException {
        return connection.ask("POST", "/api/v1/jobs/" + job.slug() + "/actions/run");
    }

    /** The id of the run that such an answer is about. */
    static String id(String answer) throws JsonProcessingException {
        return Json.WIRE.readTree(answer).at("/data/id").asText();
    }

    /** Triggers over some connections, each asking again as soon as it is answered; tells how long that took. */
    Duration trigger(List<JobKey> jobs, int runs) throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        Callable<Void> client = () -> {
            try (HttpConnection connection = connect()) {
                for (int i = next.getAndIncrement(); i < runs; i = next.getAndIncrement()) {
                    trigger(connection, jobs.get(i % jobs.size()));
                }
                return null;
            }
        };
        long begun = System.nanoTime();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                ends.add(clients.submit(client));
            }
            for (Future<Void> end : ends) {
                end.get();
            }
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
