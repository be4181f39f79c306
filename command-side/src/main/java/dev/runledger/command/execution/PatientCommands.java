package dev.runledger.command.execution;

import dev.runledger.command.Waiting;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks until there is an answer. Every command of a run may be asked again: the run's stream knows the attempt and
 * carries nothing out twice.
 */
final class PatientCommands {

    private static final Logger LOG = LoggerFactory.getLogger(PatientCommands.class);

    /** A command nobody answers for so long was lost on its way. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Commands commands;
    private final Waiting waiting;

    /** So that an outage is one line, not one per run. */
    private final AtomicBoolean unanswered = new AtomicBoolean();

    PatientCommands(Commands commands, Waiting waiting) {
        this.commands = commands;
        this.waiting = waiting;
    }

    /** Whether, and how long, somebody is willing to wait before asking again. */
    @FunctionalInterface
    interface Patience {
        /** Waits; false if it is no use asking again. */
        boolean pause(Duration length);
    }

    /** {@link Reply.Unknown} only once the patience is at its end. */
    Reply ask(Command command, Patience patience) {
        Reply reply = once(command);
        Duration pause = FIRST_PAUSE;
        while (reply instanceof Reply.Unknown unknown) {
            if (unanswered.compareAndSet(false, true)) {
                LOG.warn("{} has no answer ({}); it and others are asked again", named(command), unknown.why());
            }
            if (!patience.pause(pause)) {
                return unknown;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            reply = once(command);
        }
        if (unanswered.compareAndSet(true, false)) {
            LOG.info("commands are answered again");
        }
        return reply;
    }

    private Reply once(Command command) {
        try {
            return new Reply.Done(waiting.await(commands.send(command), ANSWER_LIMIT));
        } catch (ExecutionException | RuntimeException e) {
            return failed(e);
        } catch (TimeoutException e) {
            return new Reply.Unknown("nothing heard for " + ANSWER_LIMIT.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Unknown("interrupted");
        }
    }

    /** A refusal may be wrapped by the bus; any other failure tells nothing about what was committed. */
    private static Reply failed(Exception failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof Refused refused) {
                return refused.refusal() instanceof Refusal.Unavailable unavailable
                        ? new Reply.Unknown(unavailable.why())
                        : new Reply.Denied(refused.refusal());
            }
            cause = cause.getCause();
        }
        return new Reply.Unknown(failure.toString());
    }

    private static String named(Command command) {
        return command.getClass().getSimpleName() + " of " + command.stream();
    }
}
