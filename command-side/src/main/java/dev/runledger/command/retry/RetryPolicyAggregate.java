package dev.runledger.command.retry;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.runledger.command.CachedAggregate;
import dev.runledger.command.catalog.Facts;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.retry.RetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand;
import dev.runledger.kernel.retry.RetryPolicyCommand.CreateRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.ReplaceRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyEvent;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyCreated;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyDeleted;
import dev.runledger.kernel.retry.RetryPolicyEvent.RetryPolicyReplaced;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Decides whether a retry policy may be changed. One that a job names cannot be deleted. */
@Aggregate(cache = "aggregateCache")
final class RetryPolicyAggregate implements CachedAggregate {

    /** What a policy takes in memory beside its lists of statuses, about. */
    private static final int SMALL = 1_000;

    /** What one element of such a list takes, about. */
    private static final int STATUS = 80;

    private @Nullable RetryPolicyView view;

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    RetryPolicyView handle(CreateRetryPolicy command, Facts facts, Clock clock) {
        RetryPolicyView existing = view;
        if (existing != null && existing.live()) {
            if (existing.incarnation().equals(command.incarnation())) {
                return existing;
            }
            throw new Refused(new Refusal.IdTaken("retry policy", command.key().slug()));
        }
        facts.plan().requireAllotment();
        return applied(new RetryPolicyCreated(command.key(), command.incarnation(), command.policy(), now(clock)));
    }

    @CommandHandler
    RetryPolicyView handle(ReplaceRetryPolicy command, Facts facts, Clock clock) {
        RetryPolicyView current = live(command);
        requireVersion(current, command.ifVersions());
        facts.plan().requireAllotment();
        return applied(new RetryPolicyReplaced(
                current.key(),
                current.incarnation(),
                current.version() + 1,
                command.policy(),
                current.createdAt(),
                now(clock)));
    }

    @CommandHandler
    RetryPolicyView handle(DeleteRetryPolicy command, Facts facts, Clock clock) {
        RetryPolicyView current = live(command);
        requireVersion(current, command.ifVersions());
        if (!facts.referencingJobs().isEmpty()) {
            throw new Refused(new Refusal.PolicyReferenced(current.key().slug(), facts.referencingJobs()));
        }
        return applied(new RetryPolicyDeleted(
                current.key(),
                current.incarnation(),
                current.version(),
                current.policy(),
                current.createdAt(),
                now(clock)));
    }

    private RetryPolicyView live(RetryPolicyCommand command) {
        if (view == null || !view.live()) {
            throw new Refused(new Refusal.PolicyNotFound(command.key().slug()));
        }
        return view;
    }

    private static void requireVersion(RetryPolicyView current, @Nullable Set<Integer> allowed) {
        if (allowed != null && !allowed.contains(current.version())) {
            throw new Refused(new Refusal.VersionMismatch(current.version()));
        }
    }

    private static RetryPolicyView applied(RetryPolicyEvent event) {
        apply(event);
        return RetryPolicyView.after(event);
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public int bytes() {
        if (view == null) {
            return SMALL;
        }
        RetryPolicy policy = view.policy();
        return SMALL
                + STATUS
                        * (policy.retryStatuses().size()
                                + policy.retryStatusesExcept().size());
    }

    @AggregateIdentifier
    @Nullable
    String stream() {
        return view == null ? null : view.key().stream();
    }

    @EventSourcingHandler
    void on(RetryPolicyEvent event) {
        view = RetryPolicyView.after(event);
    }
}
