package dev.runledger.ops.web;

import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Resource;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reads as the other side has them, and faults as nobody should. */
@RestController
@RequestMapping("/api/v1/probe")
class ProbeController {

    @GetMapping("/parameters")
    Document parameters(HttpServletRequest request) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        Collections.list(request.getParameterNames()).forEach(name -> shown.put(name, request.getParameter(name)));
        return Document.of(new Resource("current", "probe", shown));
    }

    @GetMapping("/tagged")
    ResponseEntity<Document> tagged() {
        return ResponseEntity.ok().eTag("v1").body(Document.of(new Resource("a", "probe", Map.of())));
    }

    @GetMapping("/number/{number}")
    int number(@PathVariable int number, @RequestParam int needed) {
        return number + needed;
    }

    @GetMapping("/fault")
    Document fault() {
        throw new IllegalStateException("a secret that no client may see");
    }

    @GetMapping("/error")
    Document error() {
        throw new StackOverflowError();
    }

    @GetMapping("/storage")
    Document storage() {
        throw new DataAccessResourceFailureException("host and port that no client may see");
    }

    @GetMapping("/unwritable")
    Document unwritable() {
        return Document.of(new Resource("a", "probe", Map.of("it", new Unwritable(""))));
    }

    /** Fails while it is written. */
    record Unwritable(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("half way");
        }
    }
}
