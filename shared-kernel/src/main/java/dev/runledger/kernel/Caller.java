package dev.runledger.kernel;

/**
 * Who is calling.
 *
 * @param actor who stands behind the credential, as the account's records name it: never a secret
 */
public record Caller(AccountId account, Role role, EnvironmentScope scope, String actor) {

    /** @throws Refused if the caller's role is lower (API.md §1.6: 403 before anything is looked up) */
    public void require(Role needed) {
        if (role.compareTo(needed) < 0) {
            throw new Refused(new Refusal.RoleInsufficient(role, needed));
        }
    }

    public JobKey job(String slug) {
        return new JobKey(account, slug);
    }

    public RetryPolicyKey retryPolicy(String slug) {
        return new RetryPolicyKey(account, slug);
    }
}
