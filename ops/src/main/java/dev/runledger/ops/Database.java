package dev.runledger.ops;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * How to reach a PostgreSQL.
 *
 * @param url a JDBC address without credentials
 */
record Database(String url, String user, String password) {

    private static final String JDBC = "jdbc:";

    /**
     * Reads {@code postgresql://user:password@host:port/name?options}, with or without {@code jdbc:} in front; user and
     * password given separately win.
     *
     * @throws IllegalArgumentException saying what is missing; never repeats the text, which may hold a password
     */
    static Database parse(String text, Optional<String> user, Optional<String> password) {
        URI uri = uri(text.startsWith(JDBC) ? text.substring(JDBC.length()) : text);
        String scheme = uri.getScheme();
        if (uri.getHost() == null || !("postgresql".equals(scheme) || "postgres".equals(scheme))) {
            throw new IllegalArgumentException("it must look like postgresql://host:5432/name");
        }
        String[] credentials =
                Optional.ofNullable(uri.getRawUserInfo()).orElse("").split(":", 2);
        String found = user.orElseGet(() -> decoded(credentials[0]));
        if (found.isEmpty()) {
            throw new IllegalArgumentException("it names no user; put one into it or set RUNLEDGER_DATABASE_USER");
        }
        return new Database(
                JDBC + "postgresql://" + uri.getHost() + port(uri) + uri.getRawPath() + query(uri.getRawQuery()),
                found,
                password.orElseGet(() -> credentials.length == 2 ? decoded(credentials[1]) : ""));
    }

    /** Connections of one's own, not a pool's. */
    PGSimpleDataSource direct(String application) {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setUrl(url);
        direct.setUser(user);
        direct.setPassword(password);
        direct.setApplicationName(application);
        direct.setTcpKeepAlive(true);
        return direct;
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no URL: " + e.getReason(), e);
        }
    }

    private static String port(URI uri) {
        return uri.getPort() < 0 ? "" : ":" + uri.getPort();
    }

    private static String query(@Nullable String query) {
        return query == null ? "" : "?" + query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Database[" + url + "]";
    }
}
