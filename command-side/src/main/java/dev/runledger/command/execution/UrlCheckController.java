package dev.runledger.command.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.jsonapi.Problems;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells whether a URL would be called, without calling it (API.md §10). Asks for the role that a job's write needs: the
 * look-up lets a name of the caller's choice out of the operator's network, and tells of what is in it. So nobody learns
 * by asking what a run of theirs would not have told.
 */
@RestController
class UrlCheckController {

    static final String PATH = "/api/v1/actions/check_url";

    /**
     * More than the 5 s after which most systems turn to their second name server, so that a dead first one is no answer;
     * less than a user waits.
     */
    private static final Duration LOOK_UP_LIMIT = Duration.ofSeconds(6);

    private final Egress egress;

    UrlCheckController(Egress egress) {
        this.egress = egress;
    }

    @PostMapping(PATH)
    ResponseEntity<UrlCheck> check(Payload payload, Caller caller) {
        caller.require(Role.MEMBER);
        Verdict verdict = egress.judge(caller.account(), url(payload.requiredObject()), LOOK_UP_LIMIT);
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(UrlCheck.of(verdict));
    }

    /** Whatever text it is: what is wrong with it is what is asked. */
    private static String url(ObjectNode body) {
        Problems problems = new Problems();
        Fields fields = Fields.of(body, problems);
        fields.require("url");
        String url = fields.text("url").orElse("");
        problems.refuseIfAny();
        return url;
    }
}
