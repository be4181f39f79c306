package dev.runledger.command.firing;

import dev.runledger.command.Alarm;
import dev.runledger.command.Alarm.Due;
import dev.runledger.command.Waiting;
import dev.runledger.command.catalog.NextFires;
import dev.runledger.command.catalog.NextFires.NextFire;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.JobCommand.FireJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each recurring job to fire when its next instant has come. It only asks: the job compares the instant with the timetable
 * in its own transaction, so a question that comes twice, or from two nodes, fires once. An instant stays in the timetable until
 * it is decided, so a question that fails is asked again at the next reading.
 */
public final class FiringLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FiringLoop.class);

    private final Soonest fires;
    private final Duration misfireWindow;
    private final Predicate<JobKey> mine;
    private final Function<Command, ? extends CompletionStage<?>> send;
    private final Alarm<NextFire> alarm;

    /** Reads the timetable: see {@link NextFires#until}. */
    @FunctionalInterface
    interface Soonest {
        List<NextFire> until(Instant latest, int most);
    }

    /** Asked and not yet answered: a reading finds these again. */
    private final Set<NextFire> asked = ConcurrentHashMap.newKeySet();

    /**
     * @param misfireWindow how late a fire may still run
     * @param mine which jobs are this node's to ask, at the moment; an instant that nobody asked for is read again and again
     * @param send returns at once; completes when the command is carried out or refused
     */
    public FiringLoop(
            NextFires fires,
            Clock clock,
            Duration misfireWindow,
            Predicate<JobKey> mine,
            Function<Command, ? extends CompletionStage<?>> send) {
        this(fires::until, clock, misfireWindow, mine, send, Waiting.onPlatformThreads());
    }

    FiringLoop(
            Soonest fires,
            Clock clock,
            Duration misfireWindow,
            Predicate<JobKey> mine,
            Function<Command, ? extends CompletionStage<?>> send,
            Waiting waits) {
        this.fires = fires;
        this.misfireWindow = misfireWindow;
        this.mine = mine;
        this.send = send;
        this.alarm = new Alarm<>("firing", clock, this::until, this::ask, waits);
    }

    public void start() {
        alarm.start();
    }

    /** Tells that a job's next instant was just set. */
    public void moved(NextFire fire) {
        alarm.hint(fire, fire.at());
    }

    private List<Due<NextFire>> until(Instant latest, int most) {
        return fires.until(latest, most).stream()
                .map(fire -> new Due<>(fire, fire.at()))
                .toList();
    }

    private void ask(NextFire fire) {
        if (mine.test(fire.job()) && asked.add(fire)) {
            ask(fire, new FireJob(fire.job(), fire.environment(), fire.at(), misfireWindow));
        }
    }

    private void ask(NextFire fire, FireJob command) {
        try {
            send.apply(command).whenComplete((answer, failure) -> answered(fire, command, failure));
        } catch (RuntimeException e) {
            answered(fire, command, e);
        }
    }

    /** An instant whose run exists, and that is waited for nevertheless, would be waited for forever. */
    private void answered(NextFire fire, FireJob command, @Nullable Throwable failure) {
        if (failure instanceof Refused refused
                && refused.refusal() instanceof Refusal.FireRan
                && !command.ranBefore()) {
            ask(fire, command.again());
            return;
        }
        asked.remove(fire);
        if (failure != null && !Refused.by(failure, Refusal.AccountWiped.class)) {
            log.info("{} did not fire at {} yet: {}", fire.job(), fire.at(), failure.getMessage());
        }
    }

    @Override
    public void close() {
        alarm.close();
    }
}
