package dev.runledger.command.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Commands;
import dev.runledger.command.IfMatch;
import dev.runledger.command.ResourceId;
import dev.runledger.command.catalog.JobLookup;
import dev.runledger.command.idempotency.Creation;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.command.run.NewRuns;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.job.JobCommand.CreateJob;
import dev.runledger.kernel.job.JobCommand.DeleteJob;
import dev.runledger.kernel.job.JobCommand.TriggerRun;
import dev.runledger.kernel.job.JobResource;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Payload;
import dev.runledger.kernel.jsonapi.Problems;
import java.net.URI;
import java.util.Optional;
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
 * What a user can do to a job (API.md §2.2, §5.6). Each method judges in the order of API.md §1.6: the role, whether the
 * job exists, the body, and last what the job itself refuses.
 */
@RestController
@RequestMapping(JobCommandController.PATH)
class JobCommandController {

    static final String PATH = "/api/v1/jobs";

    private final Commands commands;
    private final JobLookup jobs;
    private final JobFactsReader facts;
    private final WaitingRuns waiting;
    private final JobReplacement replacement;
    private final NewRuns newRuns;
    private final RepeatablePosts posts;

    JobCommandController(
            Commands commands,
            JobLookup jobs,
            JobFactsReader facts,
            WaitingRuns waiting,
            NewRuns newRuns,
            RepeatablePosts posts) {
        this.commands = commands;
        this.jobs = jobs;
        this.facts = facts;
        this.waiting = waiting;
        this.replacement = new JobReplacement(commands, jobs);
        this.newRuns = newRuns;
        this.posts = posts;
    }

    @PostMapping
    ResponseEntity<?> create(@RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.MEMBER);
        Creation<JobView> creation = new Creation<>(
                incarnation -> {
                    JobDefinitions.Named job =
                            JobDefinitions.created(payload.requiredObject(), facts.read(caller, null));
                    return commands.send(
                            new CreateJob(caller.job(job.id()), incarnation, job.definition()), caller, JobView.class);
                },
                incarnation -> ResourceId.of(payload)
                        .flatMap(slug -> jobs.find(caller.job(slug)))
                        .filter(job -> job.incarnation().equals(incarnation)),
                job -> shown(
                        ResponseEntity.created(URI.create(PATH + "/" + job.key().slug())), job, caller));
        return posts.once(headers, PATH, payload, caller, creation);
    }

    @PutMapping("/{id}")
    ResponseEntity<Document> replace(
            @PathVariable String id, @RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        JobView job = existing(id, caller);
        ObjectNode document = payload.requiredObject();
        JobView replaced = replacement.replace(
                job,
                JobDefinitions.replacing(id, document, facts.read(caller, job.definition())),
                IfMatch.versions(headers.getOrEmpty(HttpHeaders.IF_MATCH)),
                caller);
        waiting.settle(job, replaced);
        return shown(ResponseEntity.ok(), replaced, caller);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, @RequestHeader HttpHeaders headers, Caller caller) {
        JobView job = existing(id, caller);
        DeleteJob command = new DeleteJob(job.key(), IfMatch.versions(headers.getOrEmpty(HttpHeaders.IF_MATCH)));
        waiting.settle(job, commands.send(command, caller, JobView.class));
        return ResponseEntity.noContent().build();
    }

    @PostMapping("/{id}/actions/run")
    ResponseEntity<?> run(@PathVariable String id, @RequestHeader HttpHeaders headers, Payload payload, Caller caller) {
        caller.require(Role.MEMBER);
        String path = PATH + "/" + id + "/actions/run";
        return posts.once(headers, path, payload, caller, newRuns.post(caller, run -> {
            JobKey job = named(id, caller);
            Optional<String> environment = environment(payload, caller, id);
            return new TriggerRun(job, run, environment.orElse(null), caller.scope());
        }));
    }

    /**
     * That there is such a job is told by its own stream, so this busiest of calls looks nothing up. Only a body that is to
     * be refused asks first, because a job that does not exist is the earlier fault.
     */
    private Optional<String> environment(Payload payload, Caller caller, String id) {
        try {
            Optional<String> environment = payload.object().flatMap(JobCommandController::environment);
            environment.ifPresent(key -> caller.scope().require(key));
            return environment;
        } catch (Refused refused) {
            existing(id, caller);
            throw refused;
        }
    }

    private static Optional<String> environment(ObjectNode body) {
        Problems problems = new Problems();
        Fields fields = Fields.of(body, problems);
        Optional<String> environment = fields.text("environment");
        environment.ifPresent(
                key -> fields.accept(!key.isEmpty(), "environment", "length_out_of_range", "must not be empty."));
        problems.refuseIfAny();
        return environment;
    }

    private JobView existing(String id, Caller caller) {
        return jobs.find(named(id, caller)).orElseThrow(() -> new Refused(new Refusal.JobNotFound(id)));
    }

    /** No job has an id that none could have been created with. */
    private static JobKey named(String id, Caller caller) {
        caller.require(Role.MEMBER);
        if (!ResourceId.valid(id)) {
            throw new Refused(new Refusal.JobNotFound(id));
        }
        return caller.job(id);
    }

    private static ResponseEntity<Document> shown(BodyBuilder answer, JobView job, Caller caller) {
        return answer.eTag("v" + job.version()).body(Document.of(JobResource.of(job, caller.scope())));
    }
}
