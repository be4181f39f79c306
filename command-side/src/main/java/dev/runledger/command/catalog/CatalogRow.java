package dev.runledger.command.catalog;

/** How far a stream has come, as the catalog's row about it tells. */
public interface CatalogRow {

    String stream();

    /** Of the last event that the row has taken in. */
    long sequence();
}
