package dev.runledger.ops.embedded;

import javax.sql.DataSource;

/** An empty database of its own for one test or test class; every call to the data source opens a new connection. */
public record TestDatabase(DataSource dataSource, String url, String user, String password) {}
