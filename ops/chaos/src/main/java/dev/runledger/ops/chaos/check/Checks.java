package dev.runledger.ops.chaos.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every check there is, in the order in which they are told. */
public final class Checks {

    /** Looks at the evidence and tells what must not be. */
    @FunctionalInterface
    private interface Check {
        void judge(Evidence evidence, Findings findings);
    }

    private static final Map<String, Check> ALL = all();

    private Checks() {}

    private static Map<String, Check> all() {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("positions", PositionsCheck::judge);
        all.put("run streams", RunStreamsCheck::judge);
        all.put("acknowledged", AcknowledgedCheck::judge);
        all.put("due instants", (evidence, findings) -> new CoverageCheck(evidence, findings).judge());
        all.put("chains", ChainsCheck::judge);
        all.put("hits", HitsCheck::judge);
        all.put("open runs", OpenRunsCheck::judge);
        all.put("usage", (evidence, findings) -> MeteredRuns.judge(evidence, findings));
        all.put("views", ViewsCheck::judge);
        return all;
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    public static List<Violation> judge(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        ALL.forEach((name, check) -> {
            Findings findings = new Findings(name);
            check.judge(evidence, findings);
            violations.addAll(findings.all());
        });
        return violations;
    }
}
