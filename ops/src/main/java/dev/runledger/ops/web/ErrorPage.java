package dev.runledger.ops.web;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
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

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status)) {
            throw new Refused(new Refusal.PathNotFound(RequestLine.of(request)));
        }
        String failed = request.getAttribute(RequestDispatcher.ERROR_METHOD) + " "
                + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        answer(request.getAttribute(RequestDispatcher.ERROR_EXCEPTION), status, failed)
                .writeTo(response);
    }

    /** When a body breaks off while it is read, Tomcat drops the handler's own answer and comes here with the cause. */
    private ErrorAnswer answer(@Nullable Object failure, int status, String request) {
        return switch (failure) {
            case IOException e -> mapping.brokenOff();
            case Exception e -> mapping.of(e, request);
            case null, default -> mapping.ofStatus(status, null, request);
        };
    }
}
