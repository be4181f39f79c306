package dev.runledger.ops.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.runledger.kernel.jsonapi.Json;
import dev.runledger.ops.chaos.ApiClient.Ending;
import dev.runledger.ops.chaos.ApiClient.Outcome;
import dev.runledger.ops.chaos.ApiClient.Request;
import dev.runledger.ops.chaos.Work.Job;
import dev.runledger.ops.chaos.check.Acknowledged;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks the service for what the plan says, each request on a thread of its own, and books what was answered. */
final class Load {

    private static final int FRESH = 12;

    private final ApiClient client;
    private final Books books;
    private final Target target;
    private final InstantSource clock;
    private final AtomicLong tags = new AtomicLong();

    /** Writes of one job do not overtake each other. */
    private final Map<String, ReentrantLock> writing = new ConcurrentHashMap<>();

    /** Requests under way, and one for the one who waits for them. */
    private final Phaser underWay = new Phaser(1);

    Load(ApiClient client, Books books, Target target, InstantSource clock) {
        this.client = client;
        this.books = books;
        this.target = target;
        this.clock = clock;
    }

    /** Before the storm: every answer must be a yes. */
    void prepare(LoadPlan plan) throws InterruptedException {
        for (String policy : LoadPlan.POLICIES) {
            Map<String, Object> attributes = new HashMap<>(Map.of(
                    "name",
                    policy,
                    "max_retries",
                    2,
                    "backoff",
                    policy.equals("steady") ? "fixed" : "exponential",
                    "delay_seconds",
                    1,
                    "retry_statuses",
                    List.of("5xx"),
                    "retry_on_timeout",
                    true,
                    "retry_on_connection_error",
                    true));
            must(client.send(new Request("POST", "/api/v1/retry-policies", document(policy, attributes)), 0));
        }
        for (Job job : plan.jobs()) {
            write("POST", job, job.schedule(), 0);
        }
        if (books.acknowledged().size() != plan.jobs().size()) {
            throw new HarnessFailure("the jobs of the load were refused: " + books.refused());
        }
    }

    private static void must(Outcome outcome) {
        if (!outcome.done()) {
            throw new HarnessFailure("the load cannot be prepared: " + outcome);
        }
    }

    /** Returns when the plan's time is over; requests may be under way still. */
    void run(LoadPlan plan, long began) throws InterruptedException {
        for (LoadPlan.Planned planned : plan.work()) {
            Pace.until(began, planned.at());
            underWay.register();
            Thread.ofVirtual().start(() -> {
                try {
                    carryOut(planned.work(), planned.node());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    underWay.arriveAndDeregister();
                }
            });
        }
    }

    /** Each ends within the client's patience. */
    void awaitAnswers() {
        underWay.arriveAndAwaitAdvance();
    }

    private void carryOut(Work work, int node) throws InterruptedException {
        switch (work) {
            case Work.Run(Job job) -> {
                Outcome outcome = client.send(post("/api/v1/jobs/" + job.slug() + "/actions/run"), node);
                if (outcome.ending() == Ending.UNANSWERED) {
                    books.noAnswerToRun(job.slug(), outcome.body());
                } else {
                    book(outcome, "run", () -> new Acknowledged.Triggered(id(outcome), job.slug()));
                }
            }
            case Work.Rerun(int dice) ->
                onRun(dice, Integer.MAX_VALUE, run -> {
                    Outcome outcome = client.send(post("/api/v1/runs/" + run + "/actions/rerun"), node);
                    book(outcome, "rerun", () -> new Acknowledged.Reran(id(outcome), run));
                });
            case Work.Cancel(int dice) ->
                onRun(dice, FRESH, run -> {
                    Outcome outcome = client.send(post("/api/v1/runs/" + run + "/actions/cancel"), node);
                    book(outcome, "cancel", () -> new Acknowledged.Canceled(run));
                });
            case Work.OneOff(Job job, Duration delay) ->
                write("POST", job, Json.text(clock.instant().plus(delay)), node);
            case Work.Edit(Job job) -> write("PUT", job, job.schedule(), node);
            case Work.Delete(Job job) -> delete(job, node);
        }
    }

    /** What is done with a run that is known by then. */
    private interface OnRun {
        void act(UUID run) throws InterruptedException;
    }

    private void onRun(int dice, int last, OnRun action) throws InterruptedException {
        Optional<UUID> run = books.run(dice, last);
        if (run.isPresent()) {
            action.act(run.get());
        }
    }

    private void delete(Job job, int node) throws InterruptedException {
        ReentrantLock turn = turn(job);
        try {
            Outcome outcome = client.send(new Request("DELETE", "/api/v1/jobs/" + job.slug(), ""), node);
            // Gone when asked again: an earlier try of ours has done it.
            boolean gone = outcome.status() == 404 && outcome.uncertainBefore();
            if (gone) {
                books.acknowledge(new Acknowledged.Deleted(job.slug()));
            } else {
                book(outcome, "delete", () -> new Acknowledged.Deleted(job.slug()));
            }
        } finally {
            turn.unlock();
        }
    }

    private void write(String method, Job job, @Nullable String schedule, int node) throws InterruptedException {
        ReentrantLock turn = turn(job);
        try {
            String tag = "write " + tags.incrementAndGet();
            String path = "/api/v1/jobs" + (method.equals("PUT") ? "/" + job.slug() : "");
            Outcome outcome =
                    client.send(new Request(method, path, document(job.slug(), attributes(job, schedule, tag))), node);
            book(
                    outcome,
                    method,
                    () -> new Acknowledged.Written(
                            job.slug(),
                            outcome.json().at("/data/attributes/version").asInt(),
                            tag));
        } finally {
            turn.unlock();
        }
    }

    private ReentrantLock turn(Job job) {
        ReentrantLock turn = writing.computeIfAbsent(job.slug(), any -> new ReentrantLock(true));
        turn.lock();
        return turn;
    }

    private Map<String, Object> attributes(Job job, @Nullable String schedule, String tag) {
        Map<String, Object> environments = new LinkedHashMap<>();
        job.environments().forEach(environment -> environments.put(environment, Map.of("enabled", true)));
        Map<String, Object> attributes = new HashMap<>(Map.of(
                "name",
                job.slug(),
                "description",
                tag,
                "configuration",
                Map.of("url", target.url(job.path()), "timeout", job.timeoutSeconds()),
                "environments",
                environments));
        if (schedule != null) {
            attributes.put("schedule", schedule);
        }
        if (job.retryPolicy() != null) {
            attributes.put("retry_policy", job.retryPolicy());
        }
        return attributes;
    }

    private void book(Outcome outcome, String what, Supplier<Acknowledged> told) {
        switch (outcome.ending()) {
            case DONE -> books.acknowledge(told.get());
            case REFUSED -> books.refuse(what + " " + outcome.status(), outcome.body());
            case UNANSWERED -> books.noAnswer(outcome.body());
        }
    }

    private static Request post(String path) {
        return new Request("POST", path, "");
    }

    private static UUID id(Outcome outcome) {
        return UUID.fromString(outcome.json().at("/data/id").asText());
    }

    private static String document(String id, Map<String, Object> attributes) {
        try {
            return Json.WIRE.writeValueAsString(Map.of("data", Map.of("id", id, "attributes", attributes)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
