package dev.runledger.command.execution;

import static org.awaitility.Awaitility.await;

import dev.runledger.command.catalog.JobDefinitionSource;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.run.RunCommand.CompleteRun;
import dev.runledger.kernel.run.Trigger;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A worker between scripted deciders, one job, and a real target. */
abstract class WorkerFixture {

    static final JobKey JOB = new JobKey(CallerFixture.ACME, "nightly");
    static final UUID LIFE = new UUID(1, 1);
    static final UUID WORKER = new UUID(9, 9);
    static final Duration SOON = Duration.ofMillis(50);
    static final Duration LONG = Duration.ofMinutes(1);

    final ScriptedCommands commands = new ScriptedCommands();
    final Definitions jobs = new Definitions();
    final TestLease lease = new TestLease();
    final Egress egress = new Egress(
            EgressSettings.parse("127.0.0.0/8", "", "*", 1_000_000, 2),
            host -> List.of(new byte[] {127, 0, 0, 1}),
            lease);
    final CountDownLatch release = new CountDownLatch(1);
    RawTarget target;

    @BeforeEach
    void open() throws IOException {
        target = RawTarget.answering(RawTarget.OK);
        jobs.current = job(3, LIFE, target.url("/hook"));
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        target.close();
        egress.close();
    }

    Worker worker() {
        return worker(InFlightLimits.DEFAULTS);
    }

    Worker worker(int maxInFlight) {
        return worker(new InFlightLimits(maxInFlight, maxInFlight, maxInFlight));
    }

    Worker worker(InFlightLimits limits) {
        Clock clock = Clock.fixed(ScriptedCommands.NOON, ZoneOffset.UTC);
        return new Worker(WORKER, limits, "1.0", egress, commands, jobs, clock);
    }

    static void carryOut(Worker worker, PendingRun run) {
        worker.offer(run);
        awaitIdle(worker);
    }

    static void awaitIdle(Worker worker) {
        await().atMost(LONG).until(() -> worker.inHand().isEmpty());
    }

    /** Answers only when released. */
    void slowTarget() throws IOException {
        target.close();
        target = new RawTarget(peer -> {
            while (peer.request() != null) {
                awaitRelease();
                peer.send(RawTarget.OK);
            }
        });
        jobs.current = job(3, LIFE, target.url("/hook"));
    }

    void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<CompleteRun> completed() {
        return commands.sent(CompleteRun.class);
    }

    static RunKey key(int number) {
        return new RunKey(CallerFixture.ACME, new UUID(0, number));
    }

    static PendingRun run(int number) {
        return new PendingRun(key(number), JOB, LIFE, 1, JobKind.MANUAL, "production", new Trigger.Manual());
    }

    /** A recurring job's run. */
    static PendingRun fire(int number, int jobVersion) {
        Trigger trigger = new Trigger.Scheduled(ScriptedCommands.NOON, ScriptedCommands.NOON.plusSeconds(60));
        return new PendingRun(key(number), JOB, LIFE, jobVersion, JobKind.RECURRING, "production", trigger);
    }

    /** The job, no longer enabled where its runs are. */
    JobView disabled(int version) {
        return job(version, LIFE, target.url("/hook")).spentIn("production");
    }

    static JobView job(int version, UUID life, String url) {
        return job(version, life, url, Map.of());
    }

    /** Other runs, of a job that is not the one. */
    PendingRun run(int number, JobKey job, String url) {
        jobs.others.putIfAbsent(job, job(3, LIFE, url));
        RunKey key = new RunKey(job.account(), new UUID(0, number));
        return new PendingRun(key, job, LIFE, 1, JobKind.MANUAL, "production", new Trigger.Manual());
    }

    static JobView job(int version, UUID life, String url, Map<String, String> headers) {
        HttpRequestSpec spec = new HttpRequestSpec("POST", url, headers, StatusPattern.SUCCESS, true, null, "{}", 20);
        Overlay overlay = new Overlay(Map.of("enabled", true, "headers.X-Env", "production"));
        JobDefinition definition =
                new JobDefinition("Nightly", null, null, null, spec, Map.of("production", overlay), null);
        return new JobView(
                JOB,
                life,
                version,
                definition,
                Map.of(),
                List.of(),
                ScriptedCommands.NOON,
                ScriptedCommands.NOON,
                null);
    }

    /** The one job, or none, and others that never change. */
    static final class Definitions implements JobDefinitionSource {

        volatile @Nullable JobView current;

        /** What is there in truth, once memory is dropped. */
        volatile @Nullable JobView next;

        final Map<JobKey, JobView> others = new ConcurrentHashMap<>();
        final AtomicInteger forgotten = new AtomicInteger();
        final AtomicInteger mistakes = new AtomicInteger();

        /** How many read just now. */
        final AtomicInteger reading = new AtomicInteger();

        private volatile CountDownLatch held = new CountDownLatch(0);

        /** Who reads does not get an answer for now. */
        void holdReading() {
            held = new CountDownLatch(1);
        }

        void letRead() {
            held.countDown();
        }

        @Override
        public Optional<JobView> find(JobKey job) {
            if (mistakes.getAndDecrement() > 0) {
                throw new IllegalStateException("no connection");
            }
            reading.incrementAndGet();
            try {
                held.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                reading.decrementAndGet();
            }
            JobView other = others.get(job);
            return Optional.ofNullable(other == null ? current : other);
        }

        @Override
        public void forget(JobKey job) {
            forgotten.incrementAndGet();
            if (next != null) {
                current = next;
            }
        }
    }
}
