package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.idempotency.Creation;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.CreateEnvironment;
import dev.runledger.kernel.account.AccountCommand.DeleteEnvironment;
import dev.runledger.kernel.account.AccountCommand.ReplaceEnvironment;
import dev.runledger.kernel.account.EnvironmentResource;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.account.EnvironmentView.Definition;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.jsonapi.QueryParameters;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an admin can do to environments (API.md §8.3). Each method judges in the order of API.md §1.6: the role, whether the
 * environment exists for the caller, the body, and last what the account itself refuses.
 */
@RestController
@RequestMapping(EnvironmentCommandController.PATH)
class EnvironmentCommandController {

    static final String PATH = "/api/v1/environments";

    private final Commands commands;
    private final EnvironmentCatalog environments;
    private final EnvironmentChanges changes;
    private final RepeatablePosts posts;

    EnvironmentCommandController(
            Commands commands, EnvironmentCatalog environments, EnvironmentChanges changes, RepeatablePosts posts) {
        this.commands = commands;
        this.environments = environments;
        this.changes = changes;
        this.posts = posts;
    }

    @PostMapping
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.ADMIN);
        Creation<EnvironmentView> creation = new Creation<>(
                incarnation -> created(incarnation, payload, caller),
                incarnation -> EnvironmentRules.named(payload)
                        .flatMap(key -> environments.find(caller.account(), key))
                        .filter(there -> there.incarnation().equals(incarnation)),
                environment -> ResponseEntity.created(URI.create(PATH + "/" + environment.key()))
                        .body(shown(environment)));
        return posts.once(headers, PATH, payload, caller, creation);
    }

    private EnvironmentView created(UUID incarnation, Payload payload, Caller caller) {
        EnvironmentRules.Named named = EnvironmentRules.created(payload.requiredObject());
        caller.scope().require(named.key());
        AccountId account = caller.account();
        if (named.definition().managed()) {
            changes.opening(account, named.key());
        }
        CreateEnvironment command = new CreateEnvironment(account, named.key(), incarnation, named.definition());
        EnvironmentView environment = commands.send(command, caller, EnvironmentView.class);
        if (environment.definition().managed()) {
            changes.opened(account, environment.key(), environment.createdAt());
        }
        return environment;
    }

    @PutMapping("/{id}")
    Document replace(@PathVariable String id, Payload payload, Caller caller) {
        EnvironmentView before = existing(id, caller);
        ObjectNode document = payload.requiredObject();
        Definition definition = EnvironmentRules.replacing(id, document);
        AccountId account = caller.account();
        if (definition.managed() && !before.definition().managed()) {
            changes.opening(account, id);
        }
        EnvironmentView after =
                commands.send(new ReplaceEnvironment(account, id, definition), caller, EnvironmentView.class);
        if (!definition.managed()) {
            changes.closed(account, id);
        } else if (!before.definition().managed()) {
            changes.opened(account, id, after.updatedAt());
        }
        return shown(after);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(
            @PathVariable String id, @RequestParam MultiValueMap<String, String> query, Caller caller) {
        EnvironmentView environment = existing(id, caller);
        QueryParameters parameters = new QueryParameters(query);
        boolean cascade = parameters.flag("cascade").orElse(false);
        parameters.refuseFaults();
        AccountId account = caller.account();
        commands.send(new DeleteEnvironment(account, environment.key(), cascade), caller, EnvironmentView.class);
        changes.closed(account, id);
        if (cascade) {
            changes.cleared(account, id);
        }
        return ResponseEntity.noContent().build();
    }

    /** Those outside the caller's scope do not exist for it. */
    private EnvironmentView existing(String id, Caller caller) {
        caller.require(Role.ADMIN);
        return environments
                .find(caller.account(), id)
                .filter(environment -> caller.scope().sees(environment.key()))
                .orElseThrow(() -> new Refused(new Refusal.EnvironmentNotFound(id)));
    }

    private static Document shown(EnvironmentView environment) {
        return Document.of(EnvironmentResource.of(environment));
    }
}
