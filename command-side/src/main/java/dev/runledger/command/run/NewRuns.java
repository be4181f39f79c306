package dev.runledger.command.run;

import dev.runledger.command.Commands;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.job.JobCommand;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.run.RunResource;
import dev.runledger.kernel.run.RunView;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;

/** POSTs that make a run: whoever repeats one is answered with the run as it was made. */
public final class NewRuns {

    private final Commands commands;
    private final RunReader runs;

    public NewRuns(Commands commands, RunReader runs) {
        this.commands = commands;
        this.runs = runs;
    }

    /** @param asking makes the command that begins the run of this key; what it refuses is refused */
    public RepeatablePosts.Post post(Caller caller, Function<RunKey, JobCommand.Trigger> asking) {
        return new RepeatablePosts.Post() {
            @Override
            public ResponseEntity<Document> carryOut(UUID id) {
                return shown(commands.send(asking.apply(key(id)), caller, RunView.class));
            }

            @Override
            public Optional<ResponseEntity<Document>> carriedOut(UUID id) {
                return runs.find(key(id)).map(RunView::asTriggered).map(NewRuns::shown);
            }

            private RunKey key(UUID id) {
                return new RunKey(caller.account(), id);
            }
        };
    }

    private static ResponseEntity<Document> shown(RunView run) {
        return ResponseEntity.ok(Document.of(RunResource.of(run)));
    }
}
