package dev.runledger.command.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.command.Envelope;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.job.HttpRequestSpec;
import dev.runledger.kernel.job.JobDefinition;
import dev.runledger.kernel.job.JobResource;
import dev.runledger.kernel.job.Overlay;
import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns a request document into a valid job, or refuses it with all that is wrong (API.md §2.1, §4.1). Members that are
 * read-only or unknown are ignored, but in {@code configuration} and in the entries of {@code environments}.
 */
final class JobDefinitions {

    /** A job to be, under the id that its document gives it. */
    record Named(String id, JobDefinition definition) {}

    private final JobFacts facts;
    private final Problems problems = new Problems();

    private JobDefinitions(JobFacts facts) {
        this.facts = facts;
    }

    /**
     * A document that creates a job, and so must name it.
     *
     * @throws Refused if anything is wrong
     */
    static Named created(ObjectNode document, JobFacts facts) {
        JobDefinitions definitions = new JobDefinitions(facts);
        Optional<Fields> data = definitions.data(document);
        Optional<String> id = data.flatMap(Envelope::newId);
        Optional<JobDefinition> definition = data.flatMap(definitions::definition);
        definitions.problems.refuseIfAny();
        return new Named(id.orElseThrow(), definition.orElseThrow());
    }

    /**
     * A document that replaces the job of this id.
     *
     * @throws Refused if anything is wrong
     */
    static JobDefinition replacing(String id, ObjectNode document, JobFacts facts) {
        JobDefinitions definitions = new JobDefinitions(facts);
        Optional<Fields> data = definitions.data(document);
        data.ifPresent(fields -> Envelope.sameId(fields, id));
        Optional<JobDefinition> definition = data.flatMap(definitions::definition);
        definitions.problems.refuseIfAny();
        return definition.orElseThrow();
    }

    /** A caller cannot wipe entries that it cannot see: those of the current definition stay (API.md §1.2). */
    static JobDefinition keepingInvisible(JobDefinition written, JobDefinition current, EnvironmentScope scope) {
        Map<String, Overlay> merged = new LinkedHashMap<>(current.environments());
        merged.keySet().removeIf(scope::sees);
        merged.putAll(written.environments());
        requireFitting(written, merged);
        return written.with(merged);
    }

    /** What this caller wrote was judged before, so the fault is in an entry that must not be named to it. */
    private static void requireFitting(JobDefinition written, Map<String, Overlay> merged) {
        boolean fits = merged.values().stream()
                .flatMap(overlay -> overlay.leaves().keySet().stream())
                .allMatch(leaf -> ScheduleRules.fits(written.kind(), leaf));
        if (!fits) {
            throw new Refused(new Refusal.Invalid(List.of(ErrorObject.at(
                    "/data/attributes/schedule",
                    "schedule_not_allowed",
                    "The job has an entry, outside this key's scope, with a schedule or time zone of its own;"
                            + " so it can only be recurring."))));
        }
    }

    private Optional<Fields> data(ObjectNode document) {
        return Envelope.data(document, JobResource.TYPE, problems);
    }

    private Optional<JobDefinition> definition(Fields data) {
        return Envelope.attributes(data).flatMap(this::attributes);
    }

    private Optional<JobDefinition> attributes(Fields attributes) {
        attributes.require("name");
        attributes.require("configuration");
        attributes.oneOf("type", List.of("http"));
        attributes.oneOf("concurrency_policy", List.of("ALLOW"));
        ScheduleRules schedule = ScheduleRules.base(attributes, facts.now(), facts.before());
        String name = attributes.text("name", 1, 200).orElse("");
        String description = attributes.text("description", 0, 2000).orElse(null);
        Optional<HttpRequestSpec> configuration =
                attributes.object("configuration").map(RequestRules::base);
        Map<String, Overlay> environments = attributes
                .object("environments")
                .map(entries -> environments(entries, schedule))
                .orElse(Map.of());
        Map<String, Overlay> stored =
                schedule.isBirth(facts.before()) ? OneOffBirth.entries(attributes, environments, facts) : environments;
        String retryPolicy = facts.retryPolicy(attributes).orElse(null);
        return configuration.map(request -> new JobDefinition(
                name, description, schedule.text(), schedule.timezone(), request, stored, retryPolicy));
    }

    private Map<String, Overlay> environments(Fields entries, ScheduleRules schedule) {
        Map<String, Overlay> overlays = new LinkedHashMap<>();
        for (String key : entries.names()) {
            facts.scope().require(key);
            if (entries.has(key)) {
                facts.requireManaged(entries, key);
            }
            entries.object(key).ifPresent(entry -> overlays.put(key, OverlayRules.overlay(entry, facts, schedule)));
        }
        return overlays;
    }
}
