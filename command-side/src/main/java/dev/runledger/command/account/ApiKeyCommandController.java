package dev.runledger.command.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.command.account.ApiKeyRows.Listed;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.AccountCommand.DeleteApiKey;
import dev.runledger.kernel.account.AccountCommand.ReplaceApiKey;
import dev.runledger.kernel.account.AccountCommand.RevokeApiKey;
import dev.runledger.kernel.account.ApiKeyResource;
import dev.runledger.kernel.account.ApiKeyView;
import dev.runledger.kernel.account.ApiKeyView.Terms;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an admin can do to API keys (API.md §8.4). Keys that reach beyond the caller's scope do not exist for it, and one of a higher
 * role than its own it cannot change.
 */
@RestController
@RequestMapping(ApiKeyCommandController.PATH)
class ApiKeyCommandController {

    static final String PATH = "/api/v1/api_keys";

    private final Commands commands;
    private final ApiKeyRows rows;
    private final NewApiKeys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ApiKeyCommandController(Commands commands, ApiKeyRows rows, NewApiKeys keys, Clock clock) {
        this.commands = commands;
        this.rows = rows;
        this.keys = keys;
        this.clock = clock;
    }

    @PostMapping
    ResponseEntity<Document> create(Payload payload, Caller caller) {
        caller.require(Role.ADMIN);
        ApiKeyRules.New asked = ApiKeyRules.created(payload.requiredObject(), caller, clock.instant());
        ApiKey secret = ApiKey.generate(random);
        ApiKeyView made = keys.make(
                caller.account(),
                secret,
                asked.role(),
                asked.terms(),
                command -> commands.send(command, caller, ApiKeyView.class));
        return ResponseEntity.created(URI.create(PATH + "/" + made.id()))
                .body(Document.of(ApiKeyResource.withSecret(made, secret.text())));
    }

    @PutMapping("/{id}")
    Document replace(@PathVariable String id, Payload payload, Caller caller) {
        ApiKeyView key = changeable(id, caller);
        ObjectNode document = payload.requiredObject();
        Terms terms = ApiKeyRules.replacing(id, document, caller, clock.instant());
        commands.send(new ReplaceApiKey(caller.account(), key.id(), terms), caller, ApiKeyView.class);
        return shown(id, caller);
    }

    @PostMapping("/{id}/actions/revoke")
    Document revoke(@PathVariable String id, Caller caller) {
        ApiKeyView key = changeable(id, caller);
        commands.send(new RevokeApiKey(caller.account(), key.id()), caller, ApiKeyView.class);
        return shown(id, caller);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, Caller caller) {
        ApiKeyView key = changeable(id, caller);
        commands.send(new DeleteApiKey(caller.account(), key.id()), caller, ApiKeyView.class);
        return ResponseEntity.noContent().build();
    }

    private Document shown(String id, Caller caller) {
        Listed listed = existing(id, caller);
        return Document.of(ApiKeyResource.of(listed.key(), listed.lastUsedAt()));
    }

    private ApiKeyView changeable(String id, Caller caller) {
        caller.require(Role.ADMIN);
        ApiKeyView key = existing(id, caller).key();
        caller.require(key.role());
        return key;
    }

    /** Ids are lower-case; nothing has another one. */
    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id))
                    .filter(uuid -> uuid.toString().equals(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Listed existing(String id, Caller caller) {
        return uuid(id).flatMap(key -> rows.find(caller.account(), key))
                .filter(listed -> listed.key().within(caller.scope()))
                .orElseThrow(() -> new Refused(new Refusal.ApiKeyNotFound(id)));
    }
}
