package dev.runledger.ops;

import com.zaxxer.hikari.HikariDataSource;
import dev.runledger.command.execution.Egress;
import dev.runledger.ops.metrics.Figures;
import dev.runledger.ops.metrics.LedgerFigures;
import dev.runledger.ops.metrics.ProcessFigures;
import dev.runledger.ops.metrics.StorageFigures;
import dev.runledger.ops.metrics.StoredFigures;
import dev.runledger.ops.store.GroupCommitCommandBus;
import dev.runledger.ops.store.PostgresEventStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is counted and measured, from where it happens. The web's own figures are registered by the web. */
@Configuration(proxyBeanMethods = false)
class FiguresConfiguration {

    @Bean
    Figures figures(HikariDataSource pool, PostgresEventStore events) {
        Figures figures = new Figures();
        StorageFigures.register(figures.registry(), pool, events::head);
        return figures;
    }

    @Bean
    ProcessFigures processFigures(Figures figures) {
        return new ProcessFigures(figures.registry());
    }

    @Bean
    StoredFigures storedFigures(Figures figures, PostgresEventStore events, GroupCommitCommandBus bus) {
        StoredFigures stored = new StoredFigures(figures.registry(), Egress.rules());
        var _ = bus.registerHandlerInterceptor(stored::around);
        var _ = events.subscribe(stored::record);
        return stored;
    }

    @Bean
    LedgerProbe ledgerProbe(JdbcTemplate sql, Figures figures) {
        LedgerProbe probe = new LedgerProbe(sql, LagProbe.PATIENCE);
        LedgerFigures.register(figures.registry(), probe::lastKnown);
        figures.before(probe::refresh);
        return probe;
    }
}
