package dev.runledger.command.account;

import dev.runledger.command.catalog.EnvironmentCatalog;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.account.EnvironmentResource;
import dev.runledger.kernel.account.EnvironmentView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an admin can do to environments (API.md §8.3). */
@RestController
@RequestMapping(EnvironmentCommandController.PATH)
class EnvironmentCommandController {

    static final String PATH = "/api/v1/environments";

    private final EnvironmentCatalog environments;
    private final RepeatablePosts posts;

    EnvironmentCommandController(EnvironmentCatalog environments, RepeatablePosts posts) {
        this.environments = environments;
        this.posts = posts;
    }

    @PostMapping
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.ADMIN);
        return posts.once(headers, PATH, payload, caller, incarnation -> created(incarnation, payload, caller));
    }

    private ResponseEntity<Document> created(UUID incarnation, Payload payload, Caller caller) {
        EnvironmentRules.Named named = EnvironmentRules.created(payload.requiredObject());
        caller.scope().require(named.key());
        EnvironmentView environment = added(caller.account(), incarnation, named);
        return ResponseEntity.created(URI.create(PATH + "/" + environment.key()))
                .body(Document.of(EnvironmentResource.of(environment)));
    }

    /** Asked again under the same incarnation, it finds what it made before. */
    private EnvironmentView added(AccountId account, UUID incarnation, EnvironmentRules.Named named) {
        environments.addIfAbsent(account, named.key(), incarnation, named.definition());
        return environments
                .find(account, named.key())
                .filter(there -> there.incarnation().equals(incarnation))
                .orElseThrow(() -> new Refused(new Refusal.IdTaken("environment", named.key())));
    }
}
