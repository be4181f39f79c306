package dev.runledger.ops.web;

import jakarta.servlet.http.HttpServletRequest;

/** A request as logs and error texts name it: undecoded, so that it stays on one line, and without its query. */
final class RequestLine {

    private RequestLine() {}

    static String of(HttpServletRequest request) {
        return request.getMethod() + " " + request.getRequestURI();
    }
}
