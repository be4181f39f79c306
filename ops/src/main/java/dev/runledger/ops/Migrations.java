package dev.runledger.ops;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;

/**
 * Brings the schemas of both sides to what this version expects. Several nodes may do so at once: one works, the others wait for
 * as long as it takes.
 */
final class Migrations {

    private static final List<String> SCHEMAS = List.of("ledger", "views");

    /** What is applied later is no fault; all else is, also what is newer than this version. */
    private static final String NOT_YET = "*:pending";

    /** Flyway's own lock is one per schema, and whoever waits for it gives up after a minute. */
    private static final String TURN = "runledger.migrations";

    private Migrations() {}

    /** @throws StartFailure if a schema is not this version's to bring up to date; then nothing was changed */
    static void run(DataSource database) {
        Turn.of(TURN, database, () -> {
            SCHEMAS.forEach(schema -> refuseForeign(database, schema));
            SCHEMAS.forEach(schema -> flyway(database, schema).load().migrate());
        });
    }

    private static void refuseForeign(DataSource database, String schema) {
        ValidateResult result =
                flyway(database, schema).ignoreMigrationPatterns(NOT_YET).load().validateWithResult();
        if (!result.validationSuccessful) {
            throw StartFailure.because(objection(schema, result));
        }
    }

    private static String objection(String schema, ValidateResult result) {
        if (result.invalidMigrations.isEmpty()) {
            return "The schema " + schema + " of this database cannot be judged: " + result.errorDetails.errorMessage;
        }
        ValidateOutput wrong = worst(result.invalidMigrations);
        String migration = "V" + wrong.version + " (" + wrong.description + ")";
        return switch (wrong.errorDetails.errorCode) {
            case CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED ->
                "The schema " + schema + " of this database has the migration " + migration + ", which Runledger "
                        + Version.text()
                        + " does not know: a newer version was started on it. Start that one or a newer"
                        + " one, or bring back the copy from before it (UPGRADING.md).";
            case CoreErrorCode.CHECKSUM_MISMATCH ->
                "The schema " + schema + " of this database was made by another migration " + migration
                        + " than Runledger " + Version.text()
                        + " has. Start the version that made it, or one that follows it.";
            default ->
                "The schema " + schema + " of this database cannot be brought up to date from what its migration "
                        + migration + " left: " + wrong.errorDetails.errorMessage.replace('\n', ' ');
        };
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

    /** One that we do not have, the newest, tells most: above it, our own that are not applied count as wrong as well. */
    private static ValidateOutput worst(List<ValidateOutput> wrong) {
        return wrong.reversed().stream()
                .filter(Migrations::isUnknown)
                .findFirst()
                .orElse(wrong.getFirst());
    }

    private static boolean isUnknown(ValidateOutput migration) {
        return migration.errorDetails.errorCode == CoreErrorCode.APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED;
    }

    private static FluentConfiguration flyway(DataSource database, String schema) {
        return Flyway.configure()
                .dataSource(database)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema);
    }
}
