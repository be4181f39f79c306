package dev.runledger.command.run;

import dev.runledger.kernel.RunKey;
import dev.runledger.kernel.run.RunView;
import java.util.Optional;

/** Reads one run as it stands, with all writes that were answered before. */
public interface RunReader {

    Optional<RunView> find(RunKey run);
}
