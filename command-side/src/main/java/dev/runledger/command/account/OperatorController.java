package dev.runledger.command.account;

import dev.runledger.command.Commands;
import dev.runledger.command.catalog.AccountCatalog;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.BeginAnew;
import dev.runledger.kernel.account.AccountCommand.ChangePlan;
import dev.runledger.kernel.account.AccountCommand.CreateApiKey;
import dev.runledger.kernel.account.AccountStanding;
import dev.runledger.kernel.account.AccountView;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import dev.runledger.kernel.account.Plans;
import dev.runledger.kernel.jsonapi.Payload;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What only the operator of an installation can do (API.md §7.4): plain JSON. Whoever comes this far has proved to be one. */
@RestController
@RequestMapping("/operator/v1/accounts")
class OperatorController {

    /** All environments, for ever. */
    private static final Terms FIRST = new Terms("first", null, null);

    private final AccountCatalog catalog;
    private final Accounts accounts;
    private final Commands commands;
    private final Plans plans;
    private final NewApiKeys keys;
    private final SecureRandom random = new SecureRandom();

    OperatorController(AccountCatalog catalog, Accounts accounts, NewApiKeys keys, Commands commands, Plans plans) {
        this.catalog = catalog;
        this.accounts = accounts;
        this.keys = keys;
        this.commands = commands;
        this.plans = plans;
    }

    @GetMapping
    ResponseEntity<Object> list() {
        List<Map<String, Object>> all =
                catalog.all().stream().map(OperatorController::shown).toList();
        return plain(HttpStatus.OK, all);
    }

    @PostMapping
    ResponseEntity<Object> open(Payload payload) {
        OperatorRules.NewAccount asked = OperatorRules.opened(payload.requiredObject(), plans);
        AccountId account = AccountNames.fresh(random);
        ApiKey secret = ApiKey.generate(random);
        keys.make(account, secret, Role.OWNER, FIRST, key -> begun(account, asked, key));
        Map<String, Object> shown = shown(standing(account));
        shown.put("api_key", secret.text());
        return plain(HttpStatus.CREATED, shown);
    }

    private ApiKeyView begun(AccountId account, OperatorRules.NewAccount asked, CreateApiKey key) {
        BeginAnew command = accounts.opening(account, asked.name(), asked.plan(), key);
        commands.send(command, operator(account), AccountView.class);
        return command.key();
    }

    @PutMapping("/{id}/plan")
    ResponseEntity<Object> plan(@PathVariable String id, Payload payload) {
        AccountId account = catalog.current(id).orElseThrow(() -> new Refused(new Refusal.AccountNotFound(id)));
        String plan = OperatorRules.plan(payload.requiredObject(), plans);
        commands.send(new ChangePlan(account, plan), operator(account), AccountView.class);
        return plain(HttpStatus.OK, shown(standing(account)));
    }

    private static Caller operator(AccountId account) {
        return new Caller(account, Role.OWNER, EnvironmentScope.ALL, "operator");
    }

    private AccountStanding standing(AccountId account) {
        return catalog.standing(account)
                .orElseThrow(() -> new Refused(new Refusal.Unavailable("the account is just being wiped")));
    }

    private static Map<String, Object> shown(AccountStanding account) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", account.account().name());
        shown.put("name", account.name());
        shown.put("plan", account.plan());
        shown.put("created_at", account.createdAt());
        return shown;
    }

    private static ResponseEntity<Object> plain(HttpStatus status, Object body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
