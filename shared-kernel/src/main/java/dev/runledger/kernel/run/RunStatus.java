package dev.runledger.kernel.run;

/** Where a run stands (API.md §5.4); the last three are final. */
public enum RunStatus {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELED;

    public boolean terminal() {
        return this != PENDING && this != RUNNING;
    }
}
