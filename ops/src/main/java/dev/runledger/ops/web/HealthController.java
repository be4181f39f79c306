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

    private final Readiness readiness;

    HealthController(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Lives as long as it answers: a restart would not bring storage back. */
    @GetMapping({"/livez", "/api/liveness"})
    ResponseEntity<Map<String, String>> live() {
        return answer(HttpStatus.OK).body(Map.of("status", "ok"));
    }

    @GetMapping("/readyz")
    ResponseEntity<Map<String, String>> ready() {
        return readiness
                .obstacle()
                .map(obstacle -> answer(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, "1")
                        .body(Map.of("status", "unavailable", "reason", obstacle)))
                .orElseGet(this::live);
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
    }
}
