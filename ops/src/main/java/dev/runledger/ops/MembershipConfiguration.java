package dev.runledger.ops;

import dev.runledger.command.Loop;
import dev.runledger.command.execution.Worker;
import dev.runledger.command.membership.Member;
import dev.runledger.command.membership.Members;
import dev.runledger.command.membership.PostgresMembers;
import dev.runledger.command.membership.Pulse;
import java.time.Duration;
import java.util.UUID;
import org.axonframework.config.EventProcessingConfiguration;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** This node among the others: who it is, who else is there, and what happens when one of them dies. */
@Configuration(proxyBeanMethods = false)
class MembershipConfiguration {

    private static final Duration BEAT = Duration.ofSeconds(1);

    /** In seconds. A sign of life that takes longer is as good as none. */
    private static final int PATIENCE = 4;

    @Bean
    Members members(NodeData data, NodeSettings settings) {
        return new Members(new Member(UUID.randomUUID(), UUID.randomUUID(), data.identity(), settings.roles()));
    }

    @Bean
    Shares shares(Members members, NodeSettings settings) {
        return new Shares(members, settings.roles());
    }

    @Bean
    Followers followers(ObjectProvider<EventProcessingConfiguration> processing) {
        return new Followers(processing);
    }

    @Bean
    Standing standing(DatabaseClock clock, Worker worker, Followers followers, Loop recoveryLoop, JdbcTemplate sql) {
        return new Standing(clock, worker, followers, recoveryLoop, sql);
    }

    /** Started and stopped by {@link NodeLifecycle}, in its place between the others. */
    @Bean(destroyMethod = "")
    Pulse pulse(Database database, JdbcTemplate sql, Members members, NodeSettings settings, Standing standing) {
        PGSimpleDataSource sessions =
                database.direct(DatabaseSessions.name(members.self().process()));
        sessions.setSocketTimeout(PATIENCE);
        sessions.setConnectTimeout(PATIENCE);
        return new Pulse(
                new PostgresMembers(sql, sessions),
                members,
                new Pulse.Rhythm(BEAT, settings.workerGone(), settings.workerSilence()),
                standing,
                UUID::randomUUID,
                System::nanoTime);
    }
}
