package dev.runledger.ops;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schemas of both sides to what this version expects. Several nodes may do so at once: one works, the others wait. */
final class Migrations {

    private Migrations() {}

    static void run(DataSource database) {
        migrate(database, "ledger");
        migrate(database, "views");
    }

    private static void migrate(DataSource database, String schema) {
        Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .load()
                .migrate();
    }
}
