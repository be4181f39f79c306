package dev.runledger.ops.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;

/**
 * All ways in which a node connects to its database. Options that the operator put into the address are stronger than what is
 * said here, but for the name that sessions go by.
 */
public final class Connections {

    /** The most connections of the pool. */
    private static final int POOLED = 16;

    private static final int KEPT_IDLE = 2;

    /** For the question whether a pooled connection still lives, which costs a round trip and no work. */
    private static final Duration ALIVE = Duration.ofSeconds(2);

    private final Database database;
    private final String name;
    private final SessionLimits limits;

    /** @param url a JDBC address without credentials */
    public record Database(String url, String user, String password) {}

    /** @param name under which the server lists the sessions */
    public Connections(Database database, String name, SessionLimits limits) {
        this.database = database;
        this.name = name;
        this.limits = limits;
    }

    /** For transactions and reads of any thread; none of them can hang for good. */
    public HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("runledger");
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(POOLED);
        config.setMinimumIdle(KEPT_IDLE);
        config.setConnectionTimeout(limits.connect().toMillis());
        config.setValidationTimeout(Math.min(ALIVE.toMillis(), limits.connect().toMillis()));
        config.setConnectionInitSql(named() + "; " + limited());
        config.setExceptionOverride(new UselessConnections());
        options(true).forEach(config::addDataSourceProperty);
        return new HikariDataSource(config);
    }

    /** Each a new one, to be kept by a thread of its own that watches over it. */
    public DataSource single() {
        return new Plain(options(true));
    }

    /** For work that may take as long as it takes, such as migrations: with a limit on being reached, and none on answers. */
    public DataSource unlimited() {
        return new Plain(options(false));
    }

    private Map<String, String> options(boolean limited) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("ApplicationName", name);
        options.put("tcpKeepAlive", "true");
        options.put("connectTimeout", seconds(limits.connect()));
        options.put("loginTimeout", seconds(limits.connect().multipliedBy(2)));
        if (limited) {
            options.put("socketTimeout", seconds(limits.answer()));
        }
        return options;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    /** The name is how other nodes find the sessions of this one, so that of the address does not count. */
    private String named() {
        return "SET application_name = '" + name.replace("'", "''") + "'";
    }

    /**
     * By statement, because poolers refuse what they do not know when a session begins. Settings that came with the session
     * are those of the address ({@code options=-c statement_timeout=…}); all others, of servers or users, give way.
     */
    private String limited() {
        return "SELECT set_config(name, ours, false) FROM pg_settings JOIN (VALUES ('statement_timeout', '"
                + limits.statement().toMillis() + "'), ('idle_in_transaction_session_timeout', '"
                + limits.idle().toMillis() + "')) AS wanted (name, ours) USING (name) WHERE source <> 'client'";
    }

    /** Opens a connection each time. */
    private final class Plain extends AbstractDriverBasedDataSource {

        private final Driver driver = new Driver();

        private Plain(Map<String, String> options) {
            setUrl(database.url());
            setUsername(database.user());
            setPassword(database.password());
            Properties properties = new Properties();
            properties.putAll(options);
            setConnectionProperties(properties);
        }

        @Override
        protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
            Connection connection = driver.connect(database.url(), properties);
            if (connection == null) {
                throw new SQLException(database.url() + " is no address of a PostgreSQL");
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(named());
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
    }
}
