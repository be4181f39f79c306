package dev.runledger.command.retry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.command.IfMatch;
import dev.runledger.command.ResourceId;
import dev.runledger.command.catalog.RetryPolicyLookup;
import dev.runledger.command.idempotency.Creation;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.retry.RetryPolicyCommand.CreateRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.DeleteRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyCommand.ReplaceRetryPolicy;
import dev.runledger.kernel.retry.RetryPolicyResource;
import dev.runledger.kernel.retry.RetryPolicyView;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What a user can do to a retry policy (API.md §6.1). Each method judges in the order of API.md §1.6: the role, whether
 * the policy exists, the body, and last what the policy itself refuses.
 */
@RestController
@RequestMapping(RetryPolicyCommandController.PATH)
class RetryPolicyCommandController {

    static final String PATH = "/api/v1/retry-policies";

    private final Commands commands;
    private final RetryPolicyLookup policies;
    private final RepeatablePosts posts;

    RetryPolicyCommandController(Commands commands, RetryPolicyLookup policies, RepeatablePosts posts) {
        this.commands = commands;
        this.policies = policies;
        this.posts = posts;
    }

    @PostMapping
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.MEMBER);
        Creation<RetryPolicyView> creation = new Creation<>(
                incarnation -> {
                    RetryPolicyDefinitions.Named named = RetryPolicyDefinitions.created(payload.requiredObject());
                    return commands.send(
                            new CreateRetryPolicy(caller.retryPolicy(named.id()), incarnation, named.policy()),
                            caller,
                            RetryPolicyView.class);
                },
                incarnation -> ResourceId.of(payload)
                        .flatMap(slug -> policies.find(caller.retryPolicy(slug)))
                        .filter(policy -> policy.incarnation().equals(incarnation)),
                policy -> shown(
                        ResponseEntity.created(
                                URI.create(PATH + "/" + policy.key().slug())),
                        policy));
        return posts.once(headers, PATH, payload, caller, creation);
    }

    @PutMapping("/{id}")
    ResponseEntity<Document> replace(
            @PathVariable String id, @RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        RetryPolicyKey policy = existing(id, caller);
        ObjectNode document = payload.requiredObject();
        ReplaceRetryPolicy command =
                new ReplaceRetryPolicy(policy, RetryPolicyDefinitions.replacing(id, document), ifVersions(headers));
        return shown(ResponseEntity.ok(), commands.send(command, caller, RetryPolicyView.class));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, @RequestHeader HttpHeaders headers, Caller caller) {
        DeleteRetryPolicy command = new DeleteRetryPolicy(existing(id, caller), ifVersions(headers));
        commands.send(command, caller, RetryPolicyView.class);
        return ResponseEntity.noContent().build();
    }

    /** No policy has an id that none could have been created with. */
    private RetryPolicyKey existing(String id, Caller caller) {
        caller.require(Role.MEMBER);
        RetryPolicyKey policy = caller.retryPolicy(id);
        if (!ResourceId.valid(id) || !policies.exists(policy)) {
            throw new Refused(new Refusal.PolicyNotFound(id));
        }
        return policy;
    }

    private static @Nullable Set<Integer> ifVersions(HttpHeaders headers) {
        return IfMatch.versions(headers.getOrEmpty(HttpHeaders.IF_MATCH));
    }

    private static ResponseEntity<Document> shown(BodyBuilder answer, RetryPolicyView policy) {
        return answer.eTag("v" + policy.version()).body(Document.of(RetryPolicyResource.of(policy)));
    }
}
