package dev.runledger.ops.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What jobs cost that wait for their next instant: the processor time of a service that has nothing to do, without and with them. */
final class IdleFires {

    private final Rig rig;
    private final Figures figures;
    private final Timetable timetable;

    IdleFires(Rig rig, Figures figures) {
        this.rig = rig;
        this.figures = figures;
        this.timetable = new Timetable(rig.sql());
    }

    void run(int jobs, Duration length) throws InterruptedException {
        idle(0, length);
        timetable.fill(jobs);
        idle(jobs, length);
        timetable.empty();
    }

    private void idle(int jobs, Duration length) throws InterruptedException {
        Optional<CpuTime> begun = CpuTime.now(rig.data());
        Thread.sleep(length);
        Optional<CpuTime> over = CpuTime.now(rig.data());
        if (over.isPresent()) {
            CpuTime used = over.get().since(begun.orElseThrow());
            Map<String, Object> how = Map.of("jobs", jobs, "seconds", length.toSeconds());
            figures.print(BenchOptions.FIRES, "idle_jvm_cpu", used.jvm(), "s", how);
            figures.print(BenchOptions.FIRES, "idle_postgres_cpu", used.postgres(), "s", how);
        }
    }
}
