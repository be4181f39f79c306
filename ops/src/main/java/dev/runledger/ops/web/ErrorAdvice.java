package dev.runledger.ops.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers whatever a handler throws. */
@RestControllerAdvice
class ErrorAdvice {

    private final ErrorMapping mapping;

    ErrorAdvice(ErrorMapping mapping) {
        this.mapping = mapping;
    }

    @ExceptionHandler
    void answer(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        mapping.of(failure, RequestLine.of(request)).writeTo(response);
    }
}
