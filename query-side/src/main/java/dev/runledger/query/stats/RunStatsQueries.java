package dev.runledger.query.stats;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Answers questions for statistics, each from one snapshot of the database, so that its parts agree. */
@Component
class RunStatsQueries {

    /** Said in the transaction itself: set for the session, it would be one round trip more, and reach others behind a pooler. */
    private static final String ONE_SNAPSHOT = "set transaction isolation level repeatable read, read only";

    private final JdbcTemplate jdbc;
    private final TallyReader tallies;
    private final RunReader runs;
    private final Outlook outlook;
    private final Clock clock;
    private final TransactionTemplate snapshot;

    RunStatsQueries(JdbcTemplate jdbc, PlatformTransactionManager transactions, Clock clock) {
        this.jdbc = jdbc;
        this.tallies = new TallyReader(jdbc);
        this.runs = new RunReader(Objects.requireNonNull(jdbc.getDataSource()));
        this.outlook = new Outlook(jdbc);
        this.clock = clock;
        this.snapshot = new TransactionTemplate(transactions);
    }

    RunStats answer(StatsQuestion question) {
        return Objects.requireNonNull(snapshot.execute(transaction -> read(question)));
    }

    private RunStats read(StatsQuestion question) {
        jdbc.execute(ONE_SNAPSHOT);
        RunCounts counts = count(question);
        return new RunStats(
                counts.tally(),
                question.bucket() == null ? null : counts.buckets(),
                outlook.recentFailures(question),
                outlook.nextScheduled(question, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .orElse(null),
                RunCounts.percentiles(counts.pending()),
                RunCounts.percentiles(counts.ran()));
    }

    /** Tallies know no jobs, whose runs are counted one by one. */
    private RunCounts count(StatsQuestion question) {
        RunCounts counts = new RunCounts();
        runs.addOpen(question, counts);
        if (question.job() != null) {
            runs.addFinished(question, question.created(), counts);
        } else {
            Cover cover = Cover.of(question.created());
            tallies.add(question, cover, counts);
            cover.ends().forEach(end -> runs.addFinished(question, end, counts));
        }
        return counts;
    }
}
