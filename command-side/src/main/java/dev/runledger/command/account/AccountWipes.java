package dev.runledger.command.account;

import dev.runledger.command.account.History.Slice;
import dev.runledger.command.account.Wipes.Wipe;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.account.Remains;
import dev.runledger.kernel.account.WipeCommand.ConfirmWiped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Removes what lives of accounts that a wipe has ended have left, in small steps, each a transaction of its own that begins by
 * locking the wipe's row. So any number of nodes may see to the same wipe, and one that dies leaves the rest to the others. What to
 * do next is told by what is still there, not by how far somebody has come.
 *
 * <p>When it begins, nothing is appended to the life any more. Who follows events may still write what earlier ones tell, though,
 * until it has passed the wipe's own; what is removed before that is looked for again afterwards.
 */
public final class AccountWipes {

    private static final Logger log = LoggerFactory.getLogger(AccountWipes.class);

    /** For how long some node may still take a key for one of the life that has ended, and requests of that life go on; about. */
    private static final Duration HUSH = Duration.ofSeconds(1);

    /** For how long the life's events are left to those who follow them and may be just about to read them. */
    private static final Duration FOLLOWING = Duration.ofSeconds(10);

    private static final Duration LAST_WORDS = Duration.ofSeconds(30);
    private static final long BETWEEN_LOOKS_MS = 50;

    /** Rows of one kind per step: some hundredths of a second. */
    private static final int MOST = 2_000;

    private final Wipes wipes;
    private final Stores stores;
    private final TransactionTemplate transaction;
    private final LongPredicate followed;
    private final Function<Command, CompletableFuture<Object>> send;
    private final Clock clock;

    /**
     * Where there is something to remove.
     *
     * @param remains all but the events and the data key
     * @param dataKey destroys the life's data key, with which its last copies become unreadable
     */
    public record Stores(History history, List<Remains> remains, Consumer<AccountId> dataKey) {
        public Stores {
            remains = List.copyOf(remains);
        }
    }

    private enum Progress {
        DONE,
        GOES_ON,

        /** Nothing can be done at the moment. */
        WAITS
    }

    /**
     * @param followed whether all who follow events, on whatever node, have committed what those up to a position make
     * @param send returns at once; completes with the command's answer, or exceptionally if it was not carried out
     */
    public AccountWipes(
            Wipes wipes,
            Stores stores,
            TransactionTemplate transaction,
            LongPredicate followed,
            Function<Command, CompletableFuture<Object>> send,
            Clock clock) {
        this.wipes = wipes;
        this.stores = stores;
        this.transaction = transaction;
        this.followed = followed;
        this.send = send;
        this.clock = clock;
    }

    /**
     * Waits until nothing of the life is left, and helps.
     *
     * @throws Refused if it is not done within the patience; it goes on without the caller
     */
    void finish(AccountId ended, Duration patience) {
        Instant deadline = clock.instant().plus(patience);
        for (Progress progress = advance(ended); progress != Progress.DONE; progress = advance(ended)) {
            if (clock.instant().isAfter(deadline)) {
                throw new Refused(new Refusal.Unavailable("the wipe of " + ended + " goes on, and ends by itself"));
            }
            if (progress == Progress.WAITS) {
                pause(ended);
            }
        }
    }

    private static void pause(AccountId ended) {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Unavailable("the wipe of " + ended + " goes on without its caller"));
        }
    }

    /** Takes up what is not done, whoever began it, and does what can be done of it now; one that fails does not keep others back. */
    public void resume() {
        RuntimeException first = null;
        for (Wipe wipe : wipes.unfinished()) {
            try {
                resume(wipe.account());
            } catch (RuntimeException e) {
                first = Objects.requireNonNullElse(first, e);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void resume(AccountId ended) {
        Progress progress = Progress.GOES_ON;
        while (progress == Progress.GOES_ON) {
            progress = advance(ended);
        }
    }

    private Progress advance(AccountId ended) {
        Optional<Wipe> begun = wipes.find(ended);
        if (begun.isEmpty()) {
            return Progress.DONE;
        }
        Wipe wipe = begun.get();
        Instant now = clock.instant();
        // Asked before the last look: what is written by those who have not passed it may come after that.
        boolean passed = followed.test(wipe.position());
        if (now.isBefore(wipe.begunAt().plus(HUSH))
                || (!passed && now.isBefore(wipe.begunAt().plus(FOLLOWING)))) {
            return Progress.WAITS;
        }
        try {
            if (Boolean.TRUE.equals(transaction.execute(status -> isSomethingRemoved(ended)))) {
                return Progress.GOES_ON;
            }
            return passed ? confirmed(ended) : Progress.WAITS;
        } catch (TransientDataAccessException e) {
            log.info("a step of the wipe of {} is tried again: {}", ended, e.toString());
            return Progress.WAITS;
        }
    }

    private boolean isSomethingRemoved(AccountId ended) {
        Optional<Wipe> wipe = wipes.lock(ended);
        if (wipe.isEmpty()) {
            return false;
        }
        Slice slice = stores.history().remove(ended, MOST);
        wipes.add(wipe.get(), slice.starts());
        return slice.events() > 0 || stores.remains().stream().anyMatch(remains -> remains.remove(ended, MOST) > 0);
    }

    private Progress confirmed(AccountId ended) {
        Optional<Wipe> wipe = wipes.find(ended);
        if (wipe.isPresent()) {
            stores.dataKey().accept(ended);
            confirm(wipe.get());
            log.info("account {} is wiped: nothing of it is left", ended);
        }
        return Progress.DONE;
    }

    private void confirm(Wipe wipe) {
        try {
            var _ = send.apply(new ConfirmWiped(wipe.account(), wipe.removed()))
                    .orTimeout(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new Refused(new Refusal.Unavailable("the receipt of " + wipe.account() + " is late"));
        }
    }
}
