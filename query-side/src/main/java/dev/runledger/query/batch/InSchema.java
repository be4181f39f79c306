package dev.runledger.query.batch;

/** SQL that is written for the schema {@code views}, moved to another one: a replay builds the same tables beside it. */
public record InSchema(String name) {

    /** Where the tables that are read from are. */
    public static final InSchema VIEWS = new InSchema("views");

    public String sql(String text) {
        return text.replace("views.", name + ".");
    }
}
