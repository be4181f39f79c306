package dev.runledger.command.job;

import dev.runledger.command.schedule.SchedulePreview;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what a schedule would do before a job has it (API.md §10). Any key may ask, since nothing is looked up. */
@RestController
class SchedulePreviewController {

    static final String PATH = "/api/v1/schedule_preview";

    private final Clock clock;

    SchedulePreviewController(Clock clock) {
        this.clock = clock;
    }

    @GetMapping(PATH)
    Document preview(@RequestParam MultiValueMap<String, String> query) {
        SchedulePreview preview = PreviewQuestion.of(query, clock.instant()).answer();
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("kind", preview.kind());
        shown.put("description", preview.description());
        shown.put("fires", preview.fires());
        shown.put("warnings", preview.warnings());
        return Document.of(new Resource("current", "schedule_preview", shown));
    }
}
