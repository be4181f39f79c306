package dev.runledger.command.run;

import dev.runledger.command.Commands;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand.Rerun;
import dev.runledger.kernel.job.JobCommand.SpendOneOff;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.run.RunCommand.CancelRun;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.Trigger;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a user can do to a run (API.md §5.6). Both actions ignore whatever body is sent. */
@RestController
@RequestMapping(RunCommandController.PATH)
class RunCommandController {

    static final String PATH = "/api/v1/runs/{id}/actions";

    /** Ids are written in lower case; any other text names no run (API.md §5.1). */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Logger LOG = LoggerFactory.getLogger(RunCommandController.class);

    private final Commands commands;
    private final RunReader runs;
    private final NewRuns newRuns;
    private final RepeatablePosts posts;

    RunCommandController(Commands commands, RunReader runs, NewRuns newRuns, RepeatablePosts posts) {
        this.commands = commands;
        this.runs = runs;
        this.newRuns = newRuns;
        this.posts = posts;
    }

    @PostMapping("/cancel")
    Document cancel(@PathVariable String id, Caller caller) {
        RunView run = existing(id, caller);
        RunView canceled = commands.send(new CancelRun(run.key()), caller, RunView.class);
        if (canceled.execution() == null
                && canceled.trigger() instanceof Trigger.Scheduled(var at, var next)
                && next == null) {
            spend(canceled, caller);
        }
        return Document.of(RunResource.of(canceled));
    }

    /** The one-off that waited for this run is shown as spent in the caller's next read; the saga would do it a moment later. */
    private void spend(RunView run, Caller caller) {
        try {
            SpendOneOff command = new SpendOneOff(
                    run.jobKey(),
                    run.incarnation(),
                    run.environment(),
                    run.key().id());
            commands.send(command, caller, JobView.class);
        } catch (Refused refused) {
            LOG.debug("{} was not told that {} is canceled: {}", run.jobKey(), run.key(), refused.refusal());
        }
    }

    @PostMapping("/rerun")
    ResponseEntity<?> rerun(
            @PathVariable String id, @RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.MEMBER);
        String path = PATH.replace("{id}", id) + "/rerun";
        return posts.once(headers, path, payload, caller, newRuns.post(caller, run -> {
            RunView source = existing(id, caller);
            return new Rerun(source.jobKey(), run, source.key().id(), source.incarnation(), source.environment());
        }));
    }

    /** The role is judged before existence; a run outside the caller's scope does not exist for it (API.md §1.2). */
    private RunView existing(String id, Caller caller) {
        caller.require(Role.MEMBER);
        if (!ID.matcher(id).matches()) {
            throw new Refused(new Refusal.RunNotFound(id));
        }
        return runs.find(new RunKey(caller.account(), UUID.fromString(id)))
                .filter(run -> caller.scope().sees(run.environment()))
                .orElseThrow(() -> new Refused(new Refusal.RunNotFound(id)));
    }
}
