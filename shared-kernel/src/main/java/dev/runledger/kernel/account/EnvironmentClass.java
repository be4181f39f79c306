package dev.runledger.kernel.account;

/** What an environment is meant for, in its owner's eyes; nothing depends on it (API.md §8.3). */
public enum EnvironmentClass {
    STANDARD,
    AD_HOC
}
