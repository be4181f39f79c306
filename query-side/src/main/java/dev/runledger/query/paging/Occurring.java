package dev.runledger.query.paging;

/** Finds the values of a column that occur, by one look into an index behind each value, however many rows have it. */
public final class Occurring {

    private Occurring() {}

    /**
     * A table in parentheses with one column, {@code environment}.
     *
     * @param known what the rows have in common: columns of an index that goes on with the environment
     */
    public static Part environments(Where known) {
        Part first = environment(known);
        Part next = environment(known.and("environment > known.environment"));
        return Part.of("(with recursive known (environment) as (\n")
                .then(first)
                .then("union all\nselect ")
                .then(next)
                .then("from known where environment is not null)\n"
                        + "select environment from known where environment is not null)");
    }

    private static Part environment(Where where) {
        return Part.of("(select environment from views.run\n")
                .then(Part.of(where))
                .then("order by environment limit 1)\n");
    }
}
