package dev.runledger.ops.web;

import dev.runledger.kernel.jsonapi.ErrorObject;
import dev.runledger.kernel.jsonapi.ErrorObject.ErrorDocument;
import dev.runledger.kernel.jsonapi.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** All of an answer that tells an error; every error leaves through {@link #writeTo}, whoever found it. */
record ErrorAnswer(int status, Map<String, String> headers, ErrorDocument document) {

    static ErrorAnswer of(int status, List<ErrorObject> errors) {
        return new ErrorAnswer(status, Map.of(), new ErrorDocument(errors));
    }

    ErrorAnswer with(String header, String value) {
        return new ErrorAnswer(status, Map.of(header, value), document);
    }

    /** Does nothing if an answer is on its way already: it cannot be called back. */
    void writeTo(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = Json.WIRE.writeValueAsBytes(document);
        response.resetBuffer();
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(WireConverter.JSON_API.toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
