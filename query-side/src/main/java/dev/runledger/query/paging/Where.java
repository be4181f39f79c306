package dev.runledger.query.paging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Conditions that all have to hold, with their values in the order of their question marks. */
public final class Where {

    private final StringJoiner sql = new StringJoiner("\n  and ");
    private final List<Object> values = new ArrayList<>();

    public Where and(String condition, Object... bound) {
        sql.add(condition);
        Collections.addAll(values, bound);
        return this;
    }

    /** The text column holds one of these. A single one is compared by {@code =}, which keeps an index's order. */
    public Where in(String column, Collection<String> texts) {
        return texts.size() == 1
                ? and(column + " = ?", texts.iterator().next())
                : and(column + " = any(?)", (Object) texts.toArray(String[]::new));
    }

    /** The instant lies in the interval; null lies in none, not even in one without bounds. */
    public Where within(String column, Interval interval) {
        and(column + " is not null");
        bound(column, interval.lowerIncluded() ? ">=" : ">", interval.lower());
        bound(column, interval.upperIncluded() ? "<=" : "<", interval.upper());
        return this;
    }

    private void bound(String column, String operator, @Nullable Instant bound) {
        if (bound != null) {
            and(column + " " + operator + " ?", bound.atOffset(ZoneOffset.UTC));
        }
    }

    /** The clause, with the word {@code where}; empty if there is no condition. */
    public String sql() {
        return sql.length() == 0 ? "" : "where " + sql + "\n";
    }

    /** The conditions as one, in parentheses, where a clause is none; there has to be one. */
    public String condition() {
        return "(" + sql + ")";
    }

    public List<Object> values() {
        return Collections.unmodifiableList(values);
    }
}
