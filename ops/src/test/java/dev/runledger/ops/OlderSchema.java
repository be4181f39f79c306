package dev.runledger.ops;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings a database to where an earlier version left it. */
public final class OlderSchema {

    private OlderSchema() {}

    /** @param version the last migration that is applied */
    public static void migrate(DataSource database, String schema, String version) {
        Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .target(version)
                .load()
                .migrate();
    }
}
