package dev.runledger.ops.web;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what failed outside any handler, in a filter or the servlet itself; the container forwards it here. */
@RestController
class ErrorPage implements ErrorController {

    private final ErrorMapping mapping;

    ErrorPage(ErrorMapping mapping) {
        this.mapping = mapping;
    }

    @RequestMapping("${server.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
            throw new Refused(new Refusal.PathNotFound(RequestLine.of(request)));
        }
        Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        String failed = request.getMethod() + " " + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        ErrorAnswer answer =
                failure instanceof Exception e ? mapping.of(e, failed) : mapping.ofStatus(status, null, failed);
        answer.writeTo(response);
    }
}
