package dev.runledger.query.paging;

/** What a list of things with a name can be sorted by (API.md §2.3, §6.1); their tables name the columns alike. */
public enum NamedOrder {
    NAME("name_folded"),
    CREATED_AT("created_at"),
    UPDATED_AT("updated_at");

    private final String column;

    NamedOrder(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
