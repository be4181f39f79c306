package dev.runledger.command.simulation;

import dev.runledger.command.Loop;
import dev.runledger.command.catalog.JobDefinitionSource;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.command.execution.InFlightLimits;
import dev.runledger.command.execution.Lease;
import dev.runledger.command.execution.SimulatedWorkers;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.firing.FiringLoop;
import dev.runledger.command.firing.SimulatedFiring;
import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.membership.Pulse;
import dev.runledger.command.saga.Recovery;
import dev.runledger.command.saga.SimulatedSagas;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunCommand.DeclareWorkerLost;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.dao.DataAccessException;

/** One process of a node: the real parts, wired as the service wires them. */
final class SimulatedNode {

    static final Duration MISFIRE_WINDOW = Duration.ofSeconds(90);

    private static final Pulse.Rhythm RHYTHM =
            new Pulse.Rhythm(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(30));

    private static final Duration DRAIN = Duration.ofSeconds(8);

    private final World world;
    private final Host host;
    private final Database database;
    private final CommandWay commands;
    private final Members members;
    private final Worker worker;
    private final Pulse pulse;
    private final Recovery recovery;
    private final Follower follower;
    private final SimulatedSagas sagas;
    private final FiringLoop firing;
    private final Loop pulseLoop;
    private final Loop recoveryLoop;

    SimulatedNode(World world, Host host, UUID node) {
        this.world = world;
        this.host = host;
        this.database = world.database();
        NodeClock clock = new NodeClock(host, database.instant());
        this.members = new Members(new Member(world.id(), world.id(), node, EnumSet.allOf(NodeRole.class)));
        this.commands = new CommandWay(world, host, clock, this::moved);
        this.pulse = new Pulse(
                new MemberRows(database, host), members, RHYTHM, new Standing(clock), world::id, host::nanoTime);
        Definitions definitions = new Definitions();
        this.worker = SimulatedWorkers.worker(
                members.self().worker(),
                new InFlightLimits(8, 6, 3),
                new SimulatedWorkers.Parts(
                        host,
                        commands::send,
                        definitions,
                        clock,
                        lease(),
                        world.target(host),
                        (delay, action) -> world.time().after(delay.toNanos(), host, action)));
        this.follower = new Follower(host, database, world.time(), members);
        this.sagas = new SimulatedSagas(
                database.rows,
                database.statements(host),
                new SimulatedSagas.Surroundings(
                        worker, clock, follower::held, host, definitions::current, commands::send));
        this.recovery = sagas.recovery(members, worker::inHand);
        this.firing = SimulatedFiring.loop(
                (latest, most) -> database.call(host, () -> database.ledger.nextFires(latest, most)),
                clock,
                MISFIRE_WINDOW,
                job -> members.mine(NodeRole.COMMAND, job.stream()),
                commands::send,
                host);
        this.pulseLoop = new Loop("pulse", pulse::round, host);
        this.recoveryLoop = new Loop("recovery", recovery::round, host);
    }

    Host host() {
        return host;
    }

    UUID process() {
        return members.self().process();
    }

    CompletableFuture<Object> send(Command command) {
        return commands.send(command);
    }

    /** There is something new to follow. */
    void onNews() {
        follower.wake();
    }

    private void moved(NextFire fire) {
        firing.moved(fire);
    }

    /** From the ground up; if the database is not there, the process ends. */
    void start() {
        host.spawn("start", () -> {
            try {
                pulse.start();
            } catch (DataAccessException e) {
                host.crash();
                return;
            }
            pulseLoop.start();
            recoveryLoop.start();
            follower.start(sagas);
            sagas.due().start();
            firing.start();
        });
    }

    /** As at SIGTERM. */
    void stop() {
        world.time().tell(() -> host.name() + " is told to stop");
        host.spawn("stop", () -> {
            pulse.withdraw();
            firing.close();
            sagas.due().close();
            recovery.signOff();
            Set<RunKey> left = worker.drain(DRAIN);
            for (RunKey run : left) {
                String why = "its worker was stopped before the call was over";
                var _ = commands.send(new DeclareWorkerLost(run, worker.workerId(), why));
            }
            host.sleep(Duration.ofSeconds(1).toNanos());
            pulseLoop.close();
            pulse.close();
            host.crash();
        });
    }

    boolean isIdle() {
        return worker.inHand().isEmpty();
    }

    private Lease lease() {
        return new Lease() {
            @Override
            public boolean held() {
                return pulse.isKnown();
            }

            @Override
            public CompletionStage<?> renewed() {
                return pulse.nextBeat();
            }
        };
    }

    /** What follows from how this node and the others stand. */
    private final class Standing implements Pulse.Listener {

        private final NodeClock clock;

        Standing(NodeClock clock) {
            this.clock = clock;
        }

        @Override
        public void onTime(Instant databaseTime, Duration took) {
            clock.observe(databaseTime, took);
        }

        @Override
        public void onTakenForDead(UUID newWorker) {
            world.time().tell(() -> host.name() + " was taken for dead, goes on as " + newWorker);
            world.onTakenForDead();
            worker.rejoin(newWorker);
        }

        @Override
        public void onDeath(Member dead) {
            world.time().tell(() -> host.name() + " finds " + dead.worker() + " dead");
            try {
                database.call(host, () -> {
                    database.release(dead.process());
                    return true;
                });
                world.endSessions(dead.process());
            } catch (DataAccessException e) {
                world.time().tell(() -> host.name() + " could not free what " + dead.worker() + " held");
            }
            recoveryLoop.wake();
        }

        @Override
        public void onReturn() {
            follower.wake();
        }
    }

    /** Remembers jobs until told otherwise. */
    private final class Definitions implements JobDefinitionSource {

        private final Map<JobKey, JobView> remembered = new HashMap<>();

        @Override
        public Optional<JobView> find(JobKey job) {
            JobView known = remembered.get(job);
            if (known != null) {
                return Optional.of(known);
            }
            Optional<JobView> current = current(job);
            current.ifPresent(found -> remembered.put(job, found));
            return current;
        }

        Optional<JobView> current(JobKey job) {
            return database.call(host, () -> database.ledger.job(job));
        }

        @Override
        public void forget(JobKey job) {
            remembered.remove(job);
        }
    }
}
