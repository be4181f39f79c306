package dev.runledger.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunView;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.GroupCommitSettings;
import java.time.Duration;
import java.util.UUID;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.NoTransactionManager;
import org.junit.jupiter.api.Test;

class BusCommandsTest {

    private static final Caller CALLER = new Caller(AccountId.DEFAULT, Role.OWNER, EnvironmentScope.ALL, "test");

    /** Never started, this bus takes commands and handles none. */
    @Test
    void aCommandThatIsNotAnsweredInTimeIsUnavailable() {
        GroupCommitCommandBus bus = new GroupCommitCommandBus(
                SimpleCommandBus.builder(), NoTransactionManager.INSTANCE, batch -> {}, GroupCommitSettings.DEFAULTS);
        BusCommands commands = new BusCommands(bus, Duration.ofMillis(50));
        CancelRun cancel = new CancelRun(new RunKey(AccountId.DEFAULT, new UUID(1, 2)));

        assertThatThrownBy(() -> commands.send(cancel, CALLER, RunView.class))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Unavailable.class));
        assertThat(bus.waiting()).isOne();
    }
}
