package dev.runledger.ops.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells everybody what this API takes and answers (API.md §8.6); the document is kept by hand, and held to by tests. */
@RestController
class OpenApiController {

    private final byte[] document;

    OpenApiController() {
        try {
            document = new ClassPathResource("openapi/openapi.json").getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("the API's description is missing from the jar", e);
        }
    }

    @GetMapping("/api/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore())
                .body(document);
    }
}
