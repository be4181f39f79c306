package dev.runledger.ops.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** A service in a process of its own, made to be killed: writes a row, tells the database's process id, and waits. */
final class DoomedService {

    private DoomedService() {}

    public static void main(String[] arguments) throws IOException {
        try (EmbeddedPostgres postgres = Services.start(Path.of(arguments[0]))) {
            Services.execute(postgres, "CREATE TABLE kept AS SELECT 'still here' AS what");
            System.out.println(postgres.pid());
            System.in.read();
        }
    }
}
