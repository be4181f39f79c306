package dev.runledger.ops;

import dev.runledger.command.account.AccountWipes;
import dev.runledger.command.account.ApiKeyRows;
import dev.runledger.command.account.RetentionMarks;
import dev.runledger.command.account.Wipes;
import dev.runledger.command.catalog.CatalogRemains;
import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.saga.SagaRemains;
import dev.runledger.command.secret.DataKeys;
import dev.runledger.ops.DecisionConfiguration.CatalogFeed;
import dev.runledger.ops.replay.ReplayLeftovers;
import dev.runledger.ops.store.EventRemoval;
import dev.runledger.ops.store.PostgresEventStore;
import dev.runledger.query.batch.AccountRows;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.axonframework.common.Registration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What ends an account's life, and what looks after that wherever something of it may be. */
@Configuration(proxyBeanMethods = false)
class WipeConfiguration {

    @Bean
    Wipes wipes(JdbcTemplate sql, ApiKeyRows keys) {
        return new Wipes(sql, keys);
    }

    /** @param first takes in the same events before this does: then the one key that stays is in the next life already */
    @Bean
    WipeFeed wipeFeed(PostgresEventStore events, CatalogFeed first, Wipes wipes) {
        return new WipeFeed(events.subscribe(wipes::record));
    }

    /** Holds the subscription for as long as the node lives. */
    record WipeFeed(Registration registration) {}

    @Bean
    AccountWipes accountWipes(
            Wipes wipes,
            WipeStores stores,
            TransactionTemplate transaction,
            FollowersBehind followers,
            BusCommands commands,
            Clock clock) {
        return new AccountWipes(
                wipes,
                stores.all(),
                transaction,
                position -> followers.havePassed(position) && stores.leftovers().drop(),
                commands::send,
                clock);
    }

    /** A node that only decides knows of those who follow events what they wrote down. */
    @Bean
    FollowersBehind followersBehind(JdbcTemplate sql, ObjectProvider<Followers> followers) {
        return new FollowersBehind(sql, name -> {
            Followers here = followers.getIfAvailable();
            return here == null ? Map.of() : here.positions(name);
        });
    }

    @Bean
    WipeStores wipeStores(JdbcTemplate sql, TransactionTemplate transaction, Claims claims, DataKeys keys) {
        AccountWipes.Stores all = new AccountWipes.Stores(
                new EventRemoval(sql),
                List.of(
                        new CatalogRemains(sql),
                        new SagaRemains(sql),
                        claims::forget,
                        new RetentionMarks(sql),
                        new AccountRows(sql)),
                keys::destroy);
        return new WipeStores(all, new ReplayLeftovers(sql, transaction));
    }

    /**
     * Where an account's things are.
     *
     * @param leftovers what a killed replay may have left of them
     */
    record WipeStores(AccountWipes.Stores all, ReplayLeftovers leftovers) {}
}
