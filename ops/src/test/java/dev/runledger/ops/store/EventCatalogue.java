package dev.runledger.ops.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.EventType;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.RetryPolicyKey;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.StatusPattern;
import dev.runledger.kernel.job.JobKind;
import dev.runledger.kernel.job.Overlay;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the catalogue of stored events (docs/events.md): names and fields from the types themselves, what they mean from
 * their Javadoc, so that neither can be forgotten.
 */
final class EventCatalogue {

    private static final String BEGINNING = """
            # Stored events

            What happened is kept as events, in the table `ledger.event`, in the order in which it was committed. Their names and
            fields are a promise: classes may move, history does not. This file is made from the types; a test compares them
            and leaves what this file should be in `ops/target/events.md`.

            | column | holds |
            |---|---|
            | `position` | a number rising in the order of commits; without gaps, but for those that pruned runs leave |
            | `stream`, `sequence` | what the event belongs to, and its place there from 0; together they are the event's identity |
            | `name`, `revision` | the headings below; a reader that does not know them stops there |
            | `recorded_at` | when it was recorded, in milliseconds since 1970-01-01T00:00:00Z |
            | `payload` | the fields below, as JSON in UTF-8; a field that has no value is left out. In the streams of jobs encrypted, see [operations.md](operations.md#keys) |
            | `metadata` | JSON, or null: `actor` tells whose credential asked for it, for example `key:sk_api_ab12c` |

            Streams are named `<account>.<epoch>/job/<id>`, `<account>.<epoch>/run/<uuid>` and `<account>.<epoch>/retry/<id>`. A
            run's stream ends with `RunSucceeded`, `RunFailed` or `RunCanceled`. A job's stream may go on after `JobDeleted` with
            another `JobCreated`, under another incarnation, and so may a retry policy's. `FiresSkipped` and `FiresResumed` are alone
            in their streams, `<account>.<epoch>/skip/<job>/<environment>/<first instant in milliseconds>/<when>` and
            `<account>.<epoch>/resume/<job>/<environment>/<since when>`. What happened to the account itself is in
            `<account>.<epoch>/account`, which begins with `AccountOpened`. Streams of finished runs are pruned when they are older than
            the account keeps them; `RunHistoryPruned`, in `<account>.<epoch>/history/<year>-<month>`, stands for them. A wipe removes all streams of an
            epoch and leaves `AccountWiped`, alone in `<account>.<epoch>/wipe`; the account goes on in the next epoch. Rules for changes are in
            [UPGRADING.md](../UPGRADING.md).
            """;

    private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    /** Types that are one JSON value, and that value in words. */
    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(UUID.class, "UUID"),
            Map.entry(Instant.class, "datetime (UTC, milliseconds)"),
            Map.entry(Duration.class, "duration in ISO 8601, such as `PT1M30S`"),
            Map.entry(JobKind.class, "`recurring`, `manual`, `one_off`"),
            Map.entry(int.class, "integer"),
            Map.entry(Integer.class, "integer"),
            Map.entry(long.class, "integer"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(ObjectNode.class, "object"),
            Map.entry(AccountId.class, "account and epoch"),
            Map.entry(JobKey.class, "a job's stream"),
            Map.entry(RunKey.class, "a run's stream"),
            Map.entry(RetryPolicyKey.class, "a retry policy's stream"),
            Map.entry(StatusPattern.class, "status pattern, such as `204` or `2xx`"),
            Map.entry(Overlay.class, "object: what the environment overrides"));

    private final StringBuilder out = new StringBuilder(BEGINNING);
    private final SourceComments comments;

    /** Types that a field is of and that are still to be described, each once. */
    private final Queue<Class<?>> parts = new ArrayDeque<>();

    private final Set<Class<?>> known = new HashSet<>();

    private EventCatalogue(SourceComments comments) {
        this.comments = comments;
    }

    /** @param vocabularies sealed interfaces whose records are the events, by the heading of their chapter */
    static String of(Map<String, Class<?>> vocabularies, SourceComments comments) {
        EventCatalogue catalogue = new EventCatalogue(comments);
        vocabularies.forEach((heading, vocabulary) -> {
            catalogue.heading("## " + heading, comments.of(vocabulary));
            records(vocabulary).sorted(Comparator.comparingInt(comments::place)).forEach(catalogue::event);
        });
        catalogue.heading("## Parts of events", "");
        while (!catalogue.parts.isEmpty()) {
            catalogue.part(catalogue.parts.remove());
        }
        return catalogue.out.toString();
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventCatalogue::records);
    }

    private void event(Class<?> type) {
        EventType named = type.getAnnotation(EventType.class);
        heading("### " + named.name() + ", revision " + named.revision(), comments.of(type));
        fields(type);
    }

    private void part(Class<?> type) {
        heading("### " + type.getSimpleName(), comments.of(type));
        if (type.isRecord()) {
            fields(type);
            return;
        }
        for (JsonSubTypes.Type form : type.getAnnotation(JsonSubTypes.class).value()) {
            out.append("\nOf `kind` `").append(form.name()).append("`: ");
            out.append(comments.of(form.value())).append('\n');
            fields(form.value());
        }
    }

    private void heading(String heading, String text) {
        out.append('\n').append(heading).append('\n');
        if (!text.isEmpty()) {
            out.append('\n').append(text).append('\n');
        }
    }

    private void fields(Class<?> type) {
        if (type.getRecordComponents().length == 0) {
            return;
        }
        out.append("\n| field | holds | meaning |\n|---|---|---|\n");
        for (RecordComponent field : type.getRecordComponents()) {
            boolean absent = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
            out.append("| `").append(SNAKE_CASE.translate(field.getName())).append("` | ");
            out.append(words(field.getGenericType())).append(absent ? ", or absent | " : " | ");
            out.append(comments.of(type, field.getName())).append(" |\n");
        }
    }

    private String words(Type type) {
        if (type instanceof ParameterizedType many) {
            return many.getRawType() == Map.class
                    ? "object, by name: " + words(many.getActualTypeArguments()[1])
                    : "list: " + words(many.getActualTypeArguments()[0]);
        }
        Class<?> plain = (Class<?>) type;
        String words = WORDS.get(plain);
        if (words != null) {
            return words;
        }
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(constant -> "`" + constant + "`")
                    .collect(Collectors.joining(", "));
        }
        if (known.add(plain)) {
            parts.add(plain);
        }
        return "[" + plain.getSimpleName() + "](#" + plain.getSimpleName().toLowerCase(Locale.ROOT) + ")";
    }
}
