package dev.runledger.ops.store;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.account.HistoryEvent.RunHistoryPruned;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Deletes the streams of runs in the transaction that stores that they are pruned, before its events take their positions: nobody
 * waits for that. It fails if what is deleted is not what the event tells.
 */
public final class PrunedRuns {

    /** Of an advisory lock: whoever holds it has nothing pruned meanwhile; transactions that prune share it. */
    public static final long PAUSE = 0x72756e_7072756eL;

    private static final String DELETE =
            TotalsOfStarts.sql("DELETE FROM ledger.event WHERE stream = ANY (?) RETURNING stream, name, payload");

    private final JdbcTemplate sql;
    private final Consumer<String> gone;

    /** @param gone told of every stream that is about to go: nobody may remember it */
    public PrunedRuns(JdbcTemplate sql, Consumer<String> gone) {
        this.sql = sql;
        this.gone = gone;
    }

    /** Takes in the events of a batch, in its transaction, just before they are stored. */
    public void record(List<? extends EventMessage<?>> events) {
        for (EventMessage<?> message : events) {
            if (message.getPayload() instanceof RunHistoryPruned pruned) {
                delete(pruned);
            }
        }
    }

    private void delete(RunHistoryPruned pruned) {
        if (!Boolean.TRUE.equals(
                sql.queryForObject("SELECT pg_try_advisory_xact_lock_shared(?)", Boolean.class, PAUSE))) {
            throw new Refused(
                    new Refusal.Unavailable("the list of runs is being built anew; nothing is pruned meanwhile"));
        }
        String[] streams = streams(pruned.account(), pruned.runs());
        TotalsOfStarts found = Objects.requireNonNull(sql.query(
                connection -> {
                    var delete = connection.prepareStatement(DELETE);
                    delete.setArray(1, connection.createArrayOf("text", streams));
                    return delete;
                },
                TotalsOfStarts.READ));
        if (found.ended() != streams.length
                || found.streams() != streams.length
                || !found.months().equals(pruned.removed())) {
            throw new ConcurrencyException("of " + streams.length + " runs of " + pruned.account() + ", "
                    + found.streams() + " are there, " + found.ended() + " of them over, with starts "
                    + found.months() + " and not " + pruned.removed() + "; nothing is pruned");
        }
        List.of(streams).forEach(gone);
    }

    static String[] streams(AccountId account, Collection<UUID> runs) {
        return runs.stream().map(run -> new RunKey(account, run).stream()).toArray(String[]::new);
    }
}
