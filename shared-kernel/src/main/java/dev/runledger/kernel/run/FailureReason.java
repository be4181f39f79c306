package dev.runledger.kernel.run;

/** Why a run failed (API.md §5.5). Clients know exactly these. */
public enum FailureReason {
    TIMEOUT,
    CONNECTION_ERROR,
    NON_SUCCESS_STATUS,
    SSRF_BLOCKED,
    QUOTA_EXCEEDED,
    WORKER_LOST
}
