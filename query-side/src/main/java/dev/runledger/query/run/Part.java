package dev.runledger.query.run;

import dev.runledger.query.paging.Where;
import java.util.ArrayList;
import java.util.List;

/** A piece of a statement, with the values of its question marks. */
record Part(String sql, List<Object> values) {

    static Part of(String sql) {
        return new Part(sql, List.of());
    }

    static Part of(Where where) {
        return new Part(where.sql(), where.values());
    }

    /** This piece and the next. */
    Part then(Part next) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(next.values());
        return new Part(sql + next.sql(), all);
    }

    Part then(String next) {
        return new Part(sql + next, values);
    }
}
