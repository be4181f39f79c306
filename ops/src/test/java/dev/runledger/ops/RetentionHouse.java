package dev.runledger.ops;

import dev.runledger.command.SettableClock;
import dev.runledger.command.account.RetentionMarks;
import dev.runledger.command.account.RunRetention;
import dev.runledger.command.account.UsageCheck;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.account.HistoryCommand.PruneHistory;
import dev.runledger.ops.DecidingNodes.Deciding;
import dev.runledger.ops.store.FinishedRunScan;
import dev.runledger.ops.store.PostgresEventStore;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.axonframework.eventhandling.GenericEventMessage;

/** Two deciding nodes over a ledger, and retention as they would carry it out, at a time and for as many days as a test likes. */
final class RetentionHouse implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-03-20T12:00:00Z");

    final SettableClock clock = new SettableClock(NOON);
    final DecidingNodes nodes = new DecidingNodes(2);
    final AgedHistory history = new AgedHistory(nodes.sql());
    final Map<AccountId, Long> days = new HashMap<>();

    private final Clock before = GenericEventMessage.clock;

    /** The position up to which all events are known to those who follow them. */
    long followed = Long.MAX_VALUE;

    /** As it was when fresh. */
    RetentionHouse emptied() {
        history.sql.execute("TRUNCATE ledger.event, ledger.retention, ledger.usage, ledger.account");
        days.clear();
        followed = Long.MAX_VALUE;
        clock.set(NOON);
        GenericEventMessage.clock = clock;
        return this;
    }

    /** An account that keeps its history that long, and exists since ever. */
    AccountId account(String name, long kept) {
        AccountId account = new AccountId(name, 1);
        history.account(account, Instant.EPOCH);
        days.put(account, kept);
        return account;
    }

    long pass() {
        return pass(0, command -> nodes.get(0).commands().send(command), () -> {});
    }

    long pass(int node, Function<Command, CompletableFuture<Object>> send, RunRetention.Rest rest) {
        Deciding at = nodes.get(node);
        PostgresEventStore events = at.context().getBean(PostgresEventStore.class);
        FinishedRunScan runs = new FinishedRunScan(
                history.sql, moment -> events.createTokenAt(moment).position().orElse(0), () -> followed);
        AccountCatalog accounts = at.context().getBean(AccountCatalog.class);
        RunRetention retention =
                new RunRetention(runs, new RetentionMarks(history.sql), accounts, asked -> days, clock, send, rest);
        try {
            return retention.pass();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CompletableFuture<Object> send(PruneHistory command) {
        return nodes.get(0).commands().send(command);
    }

    boolean verified() {
        return history.verified(nodes.get(0).context().getBean(UsageCheck.class));
    }

    List<Integer> sizesOfFacts() {
        return history.facts().stream().map(fact -> fact.runs().size()).toList();
    }

    @Override
    public void close() {
        nodes.close();
        GenericEventMessage.clock = before;
    }
}
