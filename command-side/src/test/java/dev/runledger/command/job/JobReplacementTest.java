package dev.runledger.command.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.runledger.command.Commands;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Command;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobCommand.ReplaceJob;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.job.Overlay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobReplacementTest {

    private static final JobKey JOB = new JobKey(AccountId.DEFAULT, "nightly");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final JobDefinition WRITTEN = definition(Map.of("production", 1));

    private final Caller scoped =
            new Caller(AccountId.DEFAULT, Role.MEMBER, new EnvironmentScope(Set.of("production")), "key");
    private final Caller unscoped = new Caller(AccountId.DEFAULT, Role.MEMBER, EnvironmentScope.ALL, "key");

    @Test
    void anUnscopedReplacementIsSentAsItIs() {
        House house = new House(0);

        house.replacement().replace(view(1, Map.of("development", 1)), WRITTEN, null, unscoped);

        assertThat(house.sent).containsExactly(new ReplaceJob(JOB, WRITTEN, null));
    }

    @Test
    void aScopedReplacementIsTakenUpAgainOverWhatAnotherEditWrote() {
        House house = new House(2);

        JobView replaced = house.replacement().replace(view(1, Map.of("development", 1)), WRITTEN, null, scoped);

        assertThat(house.sent).hasSize(3);
        assertThat(replaced.definition()).isEqualTo(definition(Map.of("development", 3, "production", 1)));
    }

    @Test
    void aScopedReplacementOfANamedVersionIsNotTakenUpAgain() {
        House house = new House(1);

        Refused refused = catchThrowableOfType(
                Refused.class,
                () -> house.replacement().replace(view(1, Map.of("development", 1)), WRITTEN, Set.of(1, 2), scoped));

        assertThat(refused.refusal()).isEqualTo(new Refusal.VersionMismatch(2));
        assertThat(house.sent).hasSize(1);
    }

    @Test
    void aJobThatIsEditedWithoutEndIsLeftAlone() {
        House house = new House(Integer.MAX_VALUE);

        Refused refused = catchThrowableOfType(
                Refused.class,
                () -> house.replacement().replace(view(1, Map.of("development", 1)), WRITTEN, null, scoped));

        assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class);
    }

    /** A house where another edit comes between, a number of times: each sets development's timeout to the version. */
    private static final class House implements Commands {

        private final List<Command> sent = new ArrayList<>();
        private int edits;
        private int version = 1;

        House(int edits) {
            this.edits = edits;
        }

        JobReplacement replacement() {
            return new JobReplacement(this, job -> Optional.of(view(version, Map.of("development", version))));
        }

        @Override
        public <R> R send(Command command, Caller caller, Class<R> answer) {
            sent.add(command);
            if (edits-- > 0) {
                version++;
                throw new Refused(new Refusal.VersionMismatch(version));
            }
            ReplaceJob replace = (ReplaceJob) command;
            return answer.cast(new JobView(
                    JOB, new UUID(1, 1), version + 1, replace.definition(), Map.of(), List.of(), NOON, NOON, null));
        }
    }

    private static JobView view(int version, Map<String, Integer> timeouts) {
        return new JobView(JOB, new UUID(1, 1), version, definition(timeouts), Map.of(), List.of(), NOON, NOON, null);
    }

    private static JobDefinition definition(Map<String, Integer> timeouts) {
        Map<String, Overlay> environments = new HashMap<>();
        timeouts.forEach((key, timeout) -> environments.put(key, new Overlay(Map.of("timeout", timeout))));
        HttpRequestSpec request =
                new HttpRequestSpec("POST", "http://h", Map.of(), StatusPattern.SUCCESS, true, null, null, 30);
        return new JobDefinition("n", null, null, null, request, environments, null);
    }
}
