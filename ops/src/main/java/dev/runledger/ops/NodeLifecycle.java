package dev.runledger.ops;

import dev.runledger.command.Loop;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.membership.Pulse;
import dev.runledger.command.saga.DueRuns;
import dev.runledger.command.saga.OneOffs;
import dev.runledger.command.saga.Recovery;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.PostgresEventStore;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which a node comes up and goes down: first the store, the bus and this worker's registration, then whoever
 * follows events, last the web server; and all of it backwards at the end, after the runs in flight had time to finish.
 */
final class NodeLifecycle {

    private static final Logger log = LoggerFactory.getLogger(NodeLifecycle.class);
    private static final long LAST_WORDS_SECONDS = 5;

    private NodeLifecycle() {}

    /** What is started and stopped here. */
    record Parts(
            PostgresEventStore events,
            GroupCommitCommandBus bus,
            Signs signs,
            Worker worker,
            BusCommands commands,
            FirstStart firstStart,
            Duration drainLimit) {}

    /** What shows this node alive, and what looks after those that do not. */
    record Signs(Pulse pulse, Loop pulseLoop, Recovery recovery, Loop recoveryLoop, Set<NodeRole> roles) {
        private void begin() {
            pulse.start();
            pulseLoop.start();
        }

        /** What it finds it sends to deciders, so these must be there. */
        private void recover() {
            if (roles.contains(NodeRole.WORKER)) {
                recoveryLoop.start();
            }
        }

        private void withdraw() {
            pulse.withdraw();
            recovery.signOff();
        }

        private void end() {
            recoveryLoop.close();
            pulseLoop.close();
            pulse.close();
        }
    }

    /** What comes due by itself: fires, runs that wait, and the end of one-offs. */
    record Timers(FiringLoop firing, DueRuns dueRuns, OneOffs oneOffs, Set<NodeRole> roles) {
        private void start() {
            if (roles.contains(NodeRole.WORKER)) {
                dueRuns.start();
            }
            if (roles.contains(NodeRole.COMMAND)) {
                oneOffs.start();
                firing.start();
            }
        }

        private void stop() {
            firing.close();
            dueRuns.close();
            oneOffs.close();
        }
    }

    /** What all else stands on. */
    static final class Ground extends Phased {

        private final Parts parts;

        Ground(Parts parts) {
            super(Integer.MIN_VALUE / 4);
            this.parts = parts;
        }

        @Override
        void up() {
            parts.events().start();
            parts.bus().start();
            parts.signs().begin();
        }

        @Override
        void down() {
            parts.signs().end();
            parts.bus().close();
            parts.events().close();
        }
    }

    /**
     * Runs in flight: they end, or are given up, while commands and events still work. Others take over at once what has not begun:
     * they no longer count on this node, and its followers let go of their segments.
     */
    static final class Work extends Phased {

        private final Parts parts;
        private final Timers timers;
        private final NodeState state;

        Work(Parts parts, Timers timers, NodeState state) {
            super(SpringAxonConfiguration.LIFECYCLE_PHASE + 1);
            this.parts = parts;
            this.timers = timers;
            this.state = state;
        }

        @Override
        void up() {
            // By command, so whoever decides must be there; nobody is let in yet.
            parts.firstStart().run();
            parts.signs().recover();
            timers.start();
            state.serving();
        }

        @Override
        void down() {
            state.draining();
            parts.signs().withdraw();
            timers.stop();
            Set<RunKey> left = parts.worker().drain(parts.drainLimit());
            if (!left.isEmpty()) {
                log.warn(
                        "{} runs were not over within {}; those that had started fail as WORKER_LOST, the others wait",
                        left.size(),
                        parts.drainLimit());
            }
            giveUp(left);
        }

        /** A run that never started is not touched by this: only what this worker was running is lost. */
        private void giveUp(Set<RunKey> runs) {
            String why = "its worker was stopped before the call was over";
            CompletableFuture<?>[] answers = runs.stream()
                    .map(run -> parts.commands()
                            .send(new DeclareWorkerLost(run, parts.worker().workerId(), why)))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(answers)
                    .orTimeout(LAST_WORDS_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(failure -> null)
                    .join();
        }
    }

    abstract static class Phased implements SmartLifecycle {

        private final int phase;
        private volatile boolean running;

        Phased(int phase) {
            this.phase = phase;
        }

        abstract void up();

        abstract void down();

        @Override
        public final void start() {
            up();
            running = true;
        }

        @Override
        public final void stop() {
            running = false;
            down();
        }

        @Override
        public final boolean isRunning() {
            return running;
        }

        @Override
        public final int getPhase() {
            return phase;
        }
    }
}
