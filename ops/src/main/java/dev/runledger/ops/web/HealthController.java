package dev.runledger.ops.web;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells whoever watches this process whether it lives and whether to send it requests (API.md §8.6). */
@RestController
class HealthController {

    private record Ready(String status, Map<String, ProjectionLag> projections) {}

    private record NotReady(String status, String reason, Map<String, ProjectionLag> projections) {}

    private final Readiness readiness;
    private final ProjectionLags lags;

    HealthController(Readiness readiness, ProjectionLags lags) {
        this.readiness = readiness;
        this.lags = lags;
    }

    /** Lives as long as it answers: a restart would not bring storage back. */
    @GetMapping({"/livez", "/api/liveness"})
    ResponseEntity<Map<String, String>> live() {
        return answer(HttpStatus.OK).body(Map.of("status", "ok"));
    }

    /** Whoever cannot serve asks nobody how far the projections are: that might be what does not answer. */
    @GetMapping("/readyz")
    ResponseEntity<Object> ready() {
        return readiness
                .obstacle()
                .map(obstacle -> answer(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, "1")
                        .<Object>body(new NotReady("unavailable", obstacle, lags.lastKnown())))
                .orElseGet(() -> answer(HttpStatus.OK).body(new Ready("ok", lags.now())));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
    }
}
