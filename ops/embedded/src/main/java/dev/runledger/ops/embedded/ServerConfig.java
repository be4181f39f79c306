package dev.runledger.ops.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * PostgreSQL's settings, written anew at every start so that they are always those of this version of the service. The
 * operator's own come last and win; what must not be weakened is asked for after the start ({@link DatabaseAccess}).
 */
final class ServerConfig {

    private static final String FIXED = """
            # Written by Runledger at every start. Put settings of your own into ../postgres-local.conf.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 60
            password_encryption = 'scram-sha-256'

            fsync = on
            synchronous_commit = on
            full_page_writes = on

            # A small machine that runs the service as well. Parallel plans would take its cores, and shared memory that
            # containers are short of.
            work_mem = '8MB'
            maintenance_work_mem = '64MB'
            max_worker_processes = 2
            max_parallel_workers_per_gather = 0
            max_parallel_maintenance_workers = 0
            max_logical_replication_workers = 0
            random_page_cost = 1.1
            jit = off

            # Fewer, spread-out checkpoints: each makes the pages written after it go to the log in full.
            max_wal_size = '2GB'
            min_wal_size = '256MB'
            wal_buffers = '16MB'
            checkpoint_timeout = '15min'

            # Events are only ever added, so their tables are due by inserts; the few rows that are updated all the time
            # want to be visited early.
            autovacuum_max_workers = 2
            autovacuum_naptime = '20s'
            autovacuum_vacuum_scale_factor = 0.05
            autovacuum_vacuum_insert_scale_factor = 0.1
            autovacuum_analyze_scale_factor = 0.05
            autovacuum_vacuum_cost_limit = 1000

            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            datestyle = 'iso, ymd'

            # The log says what failed, not with which values: statements may carry what customers keep secret.
            logging_collector = off
            log_destination = 'stderr'
            log_line_prefix = '%m [%p] '
            log_min_error_statement = panic
            log_error_verbosity = terse
            """;

    private static final String ACCESS = """
            # Written by Runledger at every start.
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private ServerConfig() {}

    /**
     * A long history is written and read at random places, and a page that is not in PostgreSQL's own memory costs two calls of the
     * system. Pages are taken as they are needed, so a short history never has them.
     *
     * @param machine what the machine, or the container, has, in bytes
     */
    static String memory(long machine) {
        long megabytes = machine >> 20;
        return "shared_buffers = '" + Math.clamp(megabytes / 16, 128, 1024) + "MB'\n" + "effective_cache_size = '"
                + Math.max(512, megabytes / 4) + "MB'\n";
    }

    private static long machine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    static void write(DataDirectory directory, int port, Launch launch) throws IOException {
        String own = Files.exists(directory.localSettings()) ? Files.readString(directory.localSettings()) : "";
        List<Path> files = List.of(
                Files.writeString(
                        directory.cluster().resolve("postgresql.conf"),
                        FIXED + memory(machine()) + "port = " + port + "\n\n" + own),
                Files.writeString(directory.cluster().resolve("pg_hba.conf"), ACCESS));
        for (Path file : files) {
            launch.handOver(file);
        }
    }
}
