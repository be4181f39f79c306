package dev.runledger.ops.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what Tomcat refuses before a request reaches the application, such as a path that it cannot decode. */
final class ErrorReports extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorReports.class);

    private final ErrorMapping mapping;

    ErrorReports(ErrorMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            mapping.ofStatus(status, failure, RequestLine.of(request)).writeTo(response);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("a {} was not answered: the connection is gone", status, e);
        }
    }
}
