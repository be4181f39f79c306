package dev.runledger.ops;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the schemas of both sides to what this version expects. Several nodes may do so at once: one works, the others wait. */
final class Migrations {

    private static final List<String> SCHEMAS = List.of("ledger", "views");

    private Migrations() {}

    static void run(DataSource database) {
        SCHEMAS.forEach(schema -> flyway(database, schema).load().migrate());
    }

    /**
     * For work that leaves the schemas to the service.
     *
     * @throws StartFailure unless both are exactly those of this version
     */
    static void requireCurrent(DataSource database) {
        for (String schema : SCHEMAS) {
            Flyway flyway = flyway(database, schema)
                    .ignoreMigrationPatterns(new String[0])
                    .load();
            if (!flyway.validateWithResult().validationSuccessful) {
                throw StartFailure.because(
                        "The schema " + schema + " of this database is not the one that this version makes."
                                + " Run ./runledger serve of the same version once, which brings it up to date, and try again.");
            }
        }
    }

    private static FluentConfiguration flyway(DataSource database, String schema) {
        return Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema);
    }
}
