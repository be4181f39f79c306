package dev.runledger.query.paging;

import java.util.ArrayList;
import java.util.List;

/** A piece of a statement, with the values of its question marks. */
public record Part(String sql, List<Object> values) {

    public static Part of(String sql, Object... values) {
        return new Part(sql, List.of(values));
    }

    public static Part of(Where where) {
        return new Part(where.sql(), where.values());
    }

    /** This piece and the next. */
    public Part then(Part next) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(next.values());
        return new Part(sql + next.sql(), all);
    }

    public Part then(String next) {
        return new Part(sql + next, values);
    }
}
