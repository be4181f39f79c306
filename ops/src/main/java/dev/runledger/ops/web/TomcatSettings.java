package dev.runledger.ops.web;

import org.apache.catalina.Container;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** What Tomcat must do otherwise than it does by itself. */
final class TomcatSettings implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

    /** How much of an unread body is read away, so that the client sees the answer; above it the connection is cut. */
    private static final int SWALLOWED = 32 * 1024 * 1024;

    private final ErrorMapping mapping;

    TomcatSettings(ErrorMapping mapping) {
        this.mapping = mapping;
    }

    /** After the settings that users can make, which it does not touch. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addConnectorCustomizers(connector -> {
            connector.setParseBodyMethods("");
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                http.setRelaxedQueryChars("[]");
                http.setMaxSwallowSize(SWALLOWED);
            }
        });
        factory.addContextCustomizers(context -> reportErrors(context.getParent()));
    }

    /** The host adds a page of its own unless it finds the valve that it is told to have. */
    private void reportErrors(Container host) {
        host.getPipeline().addValve(new ErrorReports(mapping));
        if (host instanceof StandardHost standard) {
            standard.setErrorReportValveClass(ErrorReports.class.getName());
        }
    }
}
