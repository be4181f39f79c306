package dev.runledger.ops.bench;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.ops.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.jspecify.annotations.Nullable;

/** Triggers runs through the command bus, as the API does once it has read a request. */
final class BusTriggers {

    /** How many commands wait for their answers at the same time, unless told otherwise. */
    static final int IN_FLIGHT = 512;

    private static final Map<String, String> WHO = Map.of("actor", "bench");

    private final int atOnce;
    private final CommandBus bus;
    private final UuidV7 ids;

    BusTriggers(Node node) {
        this(node, IN_FLIGHT);
    }

    /** @param atOnce how many commands wait for their answers at the same time */
    BusTriggers(Node node, int atOnce) {
        this.atOnce = atOnce;
        this.bus = node.part(CommandBus.class);
        this.ids = node.part(UuidV7.class);
    }

    /** Returns once every trigger is stored; tells how long that took. */
    Duration trigger(List<JobKey> jobs, int runs) throws InterruptedException {
        Semaphore room = new Semaphore(atOnce);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long begun = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            room.acquire();
            RunKey run = new RunKey(AccountId.DEFAULT, ids.next());
            TriggerRun command = new TriggerRun(jobs.get(i % jobs.size()), run, null, EnvironmentScope.ALL);
            bus.<TriggerRun, Object>dispatch(new GenericCommandMessage<>(command, WHO), (sent, answer) -> {
                keepFailure(answer, failure);
                room.release();
            });
        }
        room.acquire(atOnce);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new CompletionException(failed);
        }
        return took;
    }

    private static void keepFailure(CommandResultMessage<?> answer, AtomicReference<@Nullable Throwable> failure) {
        if (answer.isExceptional()) {
            failure.compareAndSet(null, answer.exceptionResult());
        }
    }
}
