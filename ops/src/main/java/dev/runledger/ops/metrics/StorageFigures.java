package dev.runledger.ops.metrics;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** This node's connections to the database, and how far it sees the ledger. */
public final class StorageFigures {

    private StorageFigures() {}

    /** @param head the last position that readers on this node may have */
    public static void register(MeterRegistry registry, HikariDataSource pool, LongSupplier head) {
        state(registry, pool, "active", HikariPoolMXBean::getActiveConnections);
        state(registry, pool, "idle", HikariPoolMXBean::getIdleConnections);
        Gauge.builder("runledger.db.connections.max", pool, HikariDataSource::getMaximumPoolSize)
                .description("The most connections that the pool opens.")
                .tag("pool", pool.getPoolName())
                .register(registry);
        Gauge.builder("runledger.db.waiting", pool, from -> tell(from, HikariPoolMXBean::getThreadsAwaitingConnection))
                .description("Threads that wait for a connection of the pool.")
                .tag("pool", pool.getPoolName())
                .register(registry);
        Gauge.builder("runledger.event.store.position", head::getAsLong)
                .description("The ledger's last position that this node has seen.")
                .register(registry);
    }

    private static void state(
            MeterRegistry registry, HikariDataSource pool, String state, ToDoubleFunction<HikariPoolMXBean> figure) {
        Gauge.builder("runledger.db.connections", pool, from -> tell(from, figure))
                .description("Connections of this node's pool to the database.")
                .tag("pool", pool.getPoolName())
                .tag("state", state)
                .register(registry);
    }

    private static double tell(HikariDataSource pool, ToDoubleFunction<HikariPoolMXBean> figure) {
        HikariPoolMXBean open = pool.getHikariPoolMXBean();
        return open == null ? Double.NaN : figure.applyAsDouble(open);
    }
}
