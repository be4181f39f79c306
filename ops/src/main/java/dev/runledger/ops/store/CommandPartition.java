package dev.runledger.ops.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread and the commands that wait for it. */
final class CommandPartition {

    private static final Logger LOG = LoggerFactory.getLogger(CommandPartition.class);

    /** Only wakes the thread when the partition closes. */
    private static final QueuedCommand<?, ?> CLOSING =
            new QueuedCommand<>(new GenericCommandMessage<>("closing"), (message, result) -> {});

    private final LinkedBlockingQueue<QueuedCommand<?, ?>> queue = new LinkedBlockingQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CommandBatches batches;
    private final int room;
    private final GroupCommitSettings settings;
    private final Thread thread;
    private volatile boolean abandoned;

    CommandPartition(int number, CommandBatches batches, GroupCommitSettings settings) {
        this.batches = batches;
        this.room = settings.queue() / settings.partitions();
        this.settings = settings;
        this.thread = Thread.ofPlatform().name("commands-" + number).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    int waiting() {
        return queue.size();
    }

    /** Takes a command to be handled, or refuses it at once as unavailable. */
    void take(QueuedCommand<?, ?> command) {
        if (closed.get() || queue.size() >= room) {
            command.unavailable();
            return;
        }
        queue.add(command);
        // The thread may have ended between the question and the adding; whoever removes the command answers it.
        if (closed.get() && queue.remove(command)) {
            command.unavailable();
        }
    }

    /** Takes no more commands. */
    void stopTaking() {
        if (closed.compareAndSet(false, true)) {
            queue.add(CLOSING);
        }
    }

    /** Waits for what was taken to be handled, then refuses what was not. */
    void finish(Duration limit) throws InterruptedException {
        try {
            if (thread.isAlive() && !thread.join(limit)) {
                LOG.warn("{} still has {} command(s) after {}; they are refused", thread.getName(), waiting(), limit);
            }
        } finally {
            abandoned = true;
            thread.interrupt();
            refuseWaiting();
        }
    }

    private void run() {
        List<QueuedCommand<?, ?>> taken = new ArrayList<>(settings.batch());
        while (!abandoned && !(closed.get() && queue.isEmpty())) {
            try {
                taken.add(queue.take());
                queue.drainTo(taken, settings.batch() - 1);
                taken.remove(CLOSING);
                refuseLate(taken);
                batches.handle(taken);
            } catch (InterruptedException e) {
                LOG.debug("{} was interrupted; only its closing ends it", thread.getName());
            } catch (Throwable e) {
                LOG.error("a batch of {} command(s) was left without an answer", taken.size(), e);
            } finally {
                taken.clear();
            }
        }
    }

    /** Whoever sent them has been told that nobody knows, or asks again: after an outage they would come as a surprise. */
    private void refuseLate(List<QueuedCommand<?, ?>> taken) {
        taken.removeIf(command -> {
            boolean late = command.waited().compareTo(settings.patience()) > 0;
            if (late) {
                command.unavailable();
            }
            return late;
        });
    }

    private void refuseWaiting() {
        for (QueuedCommand<?, ?> left = queue.poll(); left != null; left = queue.poll()) {
            left.unavailable();
        }
    }
}
