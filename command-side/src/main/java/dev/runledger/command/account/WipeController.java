package dev.runledger.command.account;

import dev.runledger.command.Commands;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Payload;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/accounts/current/actions/wipe} (API.md §8.2). The account's next life begins with one command, which ends the one
 * before it; the answer comes when nothing of that is left.
 */
@RestController
class WipeController {

    /** Longer than removing a few million events takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Commands commands;
    private final Accounts accounts;
    private final ApiKeyRows keys;
    private final AccountWipes wipes;

    WipeController(Commands commands, Accounts accounts, ApiKeyRows keys, AccountWipes wipes) {
        this.commands = commands;
        this.accounts = accounts;
        this.keys = keys;
        this.wipes = wipes;
    }

    @PostMapping("/api/v1/accounts/current/actions/wipe")
    ResponseEntity<Void> wipe(
            Payload payload, Caller caller, @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization) {
        caller.require(Role.OWNER);
        requireConfirmation(payload);
        AccountId ended = caller.account();
        BeginAnew wish = accounts.wish(ended, remaining(ended, authorization));
        commands.send(wish, caller, AccountView.class);
        wipes.finish(ended, PATIENCE);
        return ResponseEntity.noContent().build();
    }

    private static void requireConfirmation(Payload payload) {
        boolean confirmed = payload.object()
                .filter(body ->
                        body.path("confirm").isBoolean() && body.path("confirm").booleanValue())
                .isPresent();
        if (!confirmed) {
            throw new Refused(new Refusal.Invalid(List.of(ErrorObject.at(
                    "/confirm", "confirmation_required", "Send {\"confirm\":true}: a wipe cannot be undone."))));
        }
    }

    /** The caller's key alone will open the account, so it must open all of it for ever. One that was let in and is gone went just now. */
    private ApiKeyView remaining(AccountId account, String authorization) {
        ApiKey secret =
                new ApiKey(authorization.strip().substring("Bearer".length()).strip());
        ApiKeyView key = keys.find(account, secret)
                .filter(ApiKeyView::active)
                .orElseThrow(() -> new Refused(new Refusal.AccountWiped(account)));
        if (!key.opensAll()) {
            throw new Refused(new Refusal.KeyTooNarrow(key.id()));
        }
        return key;
    }
}
