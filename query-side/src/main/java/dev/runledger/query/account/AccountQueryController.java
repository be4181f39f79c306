package dev.runledger.query.account;

import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.Document;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/accounts/current} (API.md §8.5). */
@RestController
class AccountQueryController {

    private final AccountReader accounts;

    AccountQueryController(AccountReader accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/api/v1/accounts/current")
    Document current(Caller caller) {
        return accounts.find(caller.account())
                .map(account -> Document.of(account.resource()))
                .orElseThrow(() -> new Refused(new Refusal.Unavailable("the account is just being wiped")));
    }
}
