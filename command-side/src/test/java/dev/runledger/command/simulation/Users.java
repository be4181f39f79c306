package dev.runledger.command.simulation;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobEvent;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunStatus;
import dev.runledger.kernel.run.RunView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** People who use the service, each time at whichever node answers, and remember what they were told. */
final class Users {

    private final World world;
    private final Random dice;
    private final List<RunKey> known = new ArrayList<>();

    Users(World world) {
        this.world = world;
        this.dice = world.time().dice;
    }

    /** Acts now and then until that time. */
    void act(Duration until, Duration pace) {
        Jobs.RECURRING.forEach(this::create);
        Jobs.MANUAL.forEach(this::create);
        next(until, pace);
    }

    private void next(Duration until, Duration pace) {
        if (world.time().elapsed().compareTo(until) < 0) {
            act();
            world.time()
                    .after(
                            Duration.ofNanos(world.time().between(Duration.ZERO, pace.multipliedBy(2))),
                            () -> next(until, pace));
        }
    }

    private void act() {
        int roll = dice.nextInt(100);
        if (roll < 50) {
            trigger(one(dice.nextInt(4) == 0 ? Jobs.RECURRING : Jobs.MANUAL));
        } else if (roll < 62 && !known.isEmpty()) {
            cancel(one(known));
        } else if (roll < 72 && !known.isEmpty()) {
            rerun(one(known));
        } else if (roll < 84) {
            replace(one(dice.nextInt(3) > 0 ? Jobs.RECURRING : Jobs.MANUAL), dice.nextInt(3) > 0);
        } else if (roll < 94) {
            once();
        } else if (roll < 97) {
            delete(one(dice.nextBoolean() ? Jobs.RECURRING : Jobs.MANUAL));
        } else {
            Jobs.RECURRING.forEach(this::create);
            Jobs.MANUAL.forEach(this::create);
        }
    }

    private <T> T one(List<T> choice) {
        return choice.get(dice.nextInt(choice.size()));
    }

    private void create(String slug) {
        if (ledger().job(Jobs.key(slug)).isEmpty()) {
            edit(new CreateJob(Jobs.key(slug), world.id(), Jobs.definition(Jobs.schedule(slug), true, dice)));
        }
    }

    /** Whatever fires by itself is to end; nobody knows whether that was heard, so it may be asked again. */
    void retire() {
        Jobs.RECURRING.stream()
                .filter(slug -> ledger().job(Jobs.key(slug)).isPresent())
                .filter(slug -> !ledger().job(Jobs.key(slug)).get().next().isEmpty())
                .forEach(slug -> replace(slug, false));
    }

    private void replace(String slug, boolean enabled) {
        edit(new ReplaceJob(Jobs.key(slug), Jobs.definition(Jobs.schedule(slug), enabled, dice), null));
    }

    private void once() {
        String at = world.database()
                .instant()
                .plusSeconds(dice.nextInt(40))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace("Z", "");
        JobKey job = Jobs.key(Jobs.ONCE);
        edit(
                ledger().job(job).isEmpty()
                        ? new CreateJob(job, world.id(), Jobs.definition(at, true, dice))
                        : new ReplaceJob(job, Jobs.definition(at, true, dice), null));
    }

    private void delete(String slug) {
        edit(new DeleteJob(Jobs.key(slug), null));
    }

    private void trigger(String slug) {
        RunKey run = new RunKey(AccountId.DEFAULT, world.id());
        makes(run, new TriggerRun(Jobs.key(slug), run, null, EnvironmentScope.ALL));
    }

    private void rerun(RunKey source) {
        RunView before = ledger().runs().get(source);
        if (before != null) {
            RunKey run = new RunKey(AccountId.DEFAULT, world.id());
            makes(run, new Rerun(before.jobKey(), run, source.id(), before.incarnation(), before.environment()));
        }
    }

    private void makes(RunKey run, Command command) {
        known.add(run);
        ask(
                command,
                answer -> world.referee()
                        .acknowledged(command.toString(), () -> ledger().runs().containsKey(run)));
    }

    private void cancel(RunKey run) {
        ask(
                new CancelRun(run),
                answer -> world.referee().acknowledged("the cancellation of " + run, () -> {
                    RunView view = ledger().runs().get(run);
                    return view != null && view.status() == RunStatus.CANCELED;
                }));
    }

    private void edit(Command command) {
        ask(command, answer -> {
            if (answer instanceof JobView view) {
                world.referee().acknowledged(command.toString(), () -> isStored(view));
            }
        });
    }

    private boolean isStored(JobView view) {
        return ledger().stream(view.key().stream()).stream()
                .anyMatch(event -> JobView.after((JobEvent) event.getPayload()).equals(view));
    }

    /** Of any node that is there; what it does not answer is unknown. */
    private void ask(Command command, Told told) {
        List<SimulatedNode> nodes = world.nodes();
        if (nodes.isEmpty()) {
            return;
        }
        world.time().tell(() -> "somebody asks: " + command);
        var _ = one(nodes).send(command).whenComplete((answer, failure) -> {
            if (failure == null) {
                told.of(answer);
            }
        });
    }

    private Ledger ledger() {
        return world.database().ledger;
    }

    @FunctionalInterface
    private interface Told {
        void of(@Nullable Object answer);
    }
}
