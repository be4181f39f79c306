package dev.runledger.query.run;

import static dev.runledger.query.batch.ColumnArrays.millis;

import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import dev.runledger.kernel.run.RunView.End;
import dev.runledger.kernel.run.Trigger;
import dev.runledger.query.batch.ColumnArrays;
import dev.runledger.query.batch.StoredJson;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of a run goes into which column, in the order in which the statements that write runs name them. */
final class RunColumns {

    static final ColumnArrays<RunView> KEY = new ColumnArrays<RunView>()
            .add("text", run -> run.key().account())
            .add("uuid", run -> run.key().id());

    /** What a run is from its first moment on. */
    private static final ColumnArrays<RunView> BEGINNING = KEY.add("text", RunView::job)
            .add("uuid", RunView::incarnation)
            .add("text", RunView::environment)
            .add("text", run -> run.trigger().text())
            .add("uuid", run -> rerunOf(run.trigger()))
            .add("uuid", retry(Trigger.Retry::of))
            .add("int4", retry(Trigger.Retry::attempt))
            .add("bool", retry(Trigger.Retry::ofRerun))
            .add("timestamptz", run -> millis(RunResource.scheduledFor(run.trigger())))
            .add("timestamptz", run -> millis(run.createdAt()))
            .add("int4", RunView::jobVersion)
            .add("text", RunView::status)
            .add("timestamptz", RunColumns::startedAt)
            .add("text", RunColumns::execution);

    /** A run that is not over, known from its beginning. */
    static final ColumnArrays<RunView> OPEN = BEGINNING;

    /** A run that is over, known from its beginning. */
    static final ColumnArrays<RunView> WHOLE = end(BEGINNING);

    /** A run that began before, and has turned RUNNING. */
    static final ColumnArrays<RunView> STARTED = KEY.add("int4", RunView::jobVersion)
            .add("timestamptz", RunColumns::startedAt)
            .add("text", RunColumns::execution);

    /** A run that began before, and is over; null where only the open run's row knows. */
    static final ColumnArrays<RunView> ENDED =
            end(KEY.add("int4", run -> run.execution() == null ? null : run.jobVersion())
                    .add("text", RunView::status)
                    .add("timestamptz", RunColumns::startedAt)
                    .add("text", RunColumns::execution));

    private RunColumns() {}

    private static ColumnArrays<RunView> end(ColumnArrays<RunView> columns) {
        return columns.add("timestamptz", end(end -> millis(end.finishedAt())))
                .add("text", end(End::reason))
                .add("text", end(end -> StoredJson.text(end.error())))
                .add("text", end(end -> StoredJson.write(end.result())));
    }

    private static Function<RunView, @Nullable Object> end(Function<End, @Nullable Object> part) {
        return run -> run.end() == null ? null : part.apply(run.end());
    }

    private static Function<RunView, @Nullable Object> retry(Function<Trigger.Retry, Object> part) {
        return run -> run.trigger() instanceof Trigger.Retry retry ? part.apply(retry) : null;
    }

    private static @Nullable Object rerunOf(Trigger trigger) {
        return trigger instanceof Trigger.Rerun rerun ? rerun.source() : null;
    }

    private static @Nullable Object startedAt(RunView run) {
        return run.execution() == null ? null : millis(run.execution().startedAt());
    }

    private static @Nullable Object execution(RunView run) {
        return StoredJson.write(run.execution());
    }
}
