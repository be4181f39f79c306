package dev.runledger.query.job;

/** What a list of jobs can be sorted by (API.md §2.3). */
enum JobOrder {
    NAME("name_folded"),
    CREATED_AT("created_at"),
    UPDATED_AT("updated_at");

    private final String column;

    JobOrder(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
