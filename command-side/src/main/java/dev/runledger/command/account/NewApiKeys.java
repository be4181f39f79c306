package dev.runledger.command.account;

import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes keys valid. The hash of the secret is reserved first, in a transaction of its own, because no event may hold it; a reserved
 * one lets nobody in, so a crash in between leaves nothing but a row.
 */
public final class NewApiKeys {

    private final ApiKeyRows rows;
    private final TransactionTemplate own;

    public NewApiKeys(ApiKeyRows rows, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.own = new TransactionTemplate(transactions);
        this.own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /** @param send answers once the command is carried out */
    ApiKeyView make(AccountId account, ApiKey secret, Role role, Terms terms, Function<CreateApiKey, ApiKeyView> send) {
        UUID id = own.execute(status -> rows.reserve(account, secret));
        return send.apply(new CreateApiKey(account, id, secret.prefix(), role, terms, null));
    }
}
