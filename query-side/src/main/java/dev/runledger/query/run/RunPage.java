package dev.runledger.query.run;

import dev.runledger.kernel.run.RunView;
import java.util.List;

/**
 * One page of a list of runs.
 *
 * @param more whether runs follow it
 */
record RunPage(List<RunView> runs, boolean more) {}
