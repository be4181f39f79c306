package dev.runledger.ops.web;

import dev.runledger.command.idempotency.Claims;
import dev.runledger.command.idempotency.RepeatablePosts;
import dev.runledger.command.job.JobFactsReader;
import dev.runledger.command.job.WaitingRuns;
import dev.runledger.command.membership.NodeRole;
import dev.runledger.command.run.NewRuns;
import dev.runledger.kernel.AccountId;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.EnvironmentScope;
import dev.runledger.kernel.JobKey;
import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.Role;
import dev.runledger.kernel.UuidV7;
import dev.runledger.kernel.job.JobView;
import dev.runledger.kernel.secret.Vault;
import dev.runledger.ops.metrics.Figures;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.RestController;

/** The real edge on a real port of the loopback, with everything behind it in memory. */
final class WebServer implements AutoCloseable {

    static final String OWNER = "sk_api_owner";
    static final String VIEWER = "sk_api_viewer";
    static final String PRODUCTION_ONLY = "sk_api_production";

    /** Keys for which the lookup itself fails. */
    static final String UNAVAILABLE = "sk_api_unavailable";

    static final String BROKEN = "sk_api_broken";

    private final ConfigurableApplicationContext context;

    private WebServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static WebServer start() {
        return new WebServer(new SpringApplicationBuilder(Edge.class)
                .web(WebApplicationType.SERVLET)
                .properties(Map.of("server.port", "0", "server.address", "127.0.0.1", "spring.main.banner-mode", "off"))
                .run());
    }

    int port() {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
    }

    /** The job as everybody sees it after all that was answered. */
    JobView job(String slug) {
        return context.getBean(MemoryLedger.class)
                .find(new JobKey(AccountId.DEFAULT, slug))
                .orElseThrow();
    }

    static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    Wire.Answer get(String path, String headers) {
        return raw("GET " + path + " HTTP/1.1", headers);
    }

    /** @param request method and path */
    Wire.Answer owner(String request, String... headers) {
        return raw(request + " HTTP/1.1", bearer(OWNER) + "\n" + String.join("\n", headers));
    }

    Wire.Answer raw(String line, String headers) {
        String head = line + "\nHost: 127.0.0.1\nConnection: close\n" + headers.strip();
        return Wire.send(port(), head.strip() + "\n\n", new byte[0]);
    }

    /** What keeps the server from serving; null lets it serve. */
    void obstacle(@Nullable String obstacle) {
        context.getBean(SettableReadiness.class).current.set(Optional.ofNullable(obstacle));
    }

    @Override
    public void close() {
        context.close();
    }

    static final class SettableReadiness implements Readiness {

        private final AtomicReference<Optional<String>> current = new AtomicReference<>(Optional.empty());

        @Override
        public Optional<String> obstacle() {
            return current.get();
        }
    }

    /** One projection is behind; of the other nothing is known. */
    static final class FixedLags implements ProjectionLags {

        @Override
        public List<String> names() {
            return List.of("runs", "jobs");
        }

        @Override
        public Map<String, ProjectionLag> now() {
            return lastKnown();
        }

        @Override
        public Map<String, ProjectionLag> lastKnown() {
            return Map.of("runs", new ProjectionLag(120, 3));
        }
    }

    record FixedRuns(int waiting, int inFlight) implements RunsInHand {}

    static final class FaultyFilter extends HttpFilter {
        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            switch (request.getServletPath()) {
                case "/api/v1/probe/filter" -> throw new IllegalStateException("a secret that no client may see");
                case "/api/v1/probe/status" ->
                    response.sendError(Integer.parseInt(request.getHeader("X-Status")), "secret");
                default -> chain.doFilter(request, response);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        HttpEncodingAutoConfiguration.class,
        MultipartAutoConfiguration.class
    })
    @ComponentScan(
            basePackages = {"dev.runledger.command.job", "dev.runledger.command.retry", "dev.runledger.command.run"},
            useDefaultFilters = false,
            includeFilters = @Filter(RestController.class))
    @Import({WebConfiguration.class, ProbeController.class})
    static class Edge {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        UuidV7 ids(Clock clock) {
            return new UuidV7(clock);
        }

        @Bean
        MemoryLedger ledger() {
            return new MemoryLedger();
        }

        @Bean
        NewRuns newRuns(MemoryLedger ledger) {
            return new NewRuns(ledger, ledger);
        }

        /** Without a database: requests that carry no key need none. */
        @Bean
        RepeatablePosts posts(Clock clock, UuidV7 ids) {
            return new RepeatablePosts(new Claims(new JdbcTemplate(), Vault.NONE, clock, Duration.ZERO), ids);
        }

        @Bean
        JobFactsReader facts(MemoryLedger ledger, Clock clock) {
            return new JobFactsReader(ledger, ledger, clock);
        }

        /** Nothing here follows events. */
        @Bean
        WaitingRuns waitingRuns() {
            return (before, after) -> {};
        }

        @Bean
        SettableReadiness readiness() {
            return new SettableReadiness();
        }

        @Bean
        ProjectionLags lags() {
            return new FixedLags();
        }

        @Bean
        Figures figures() {
            return new Figures();
        }

        @Bean
        RunsInHand runs() {
            return new FixedRuns(7, 3);
        }

        @Bean
        ServedRoles roles() {
            return new ServedRoles(NodeRole.ALL);
        }

        @Bean
        Operator operator() {
            return new Operator(Optional.empty());
        }

        @Bean
        ApiKeys keys() {
            return Edge::authenticate;
        }

        /** Fails behind the key filter and outside any handler. */
        @Bean
        FilterRegistrationBean<FaultyFilter> faultyFilter() {
            return new FilterRegistrationBean<>(new FaultyFilter());
        }

        private static Optional<Caller> authenticate(String key) {
            return switch (key) {
                case OWNER -> Optional.of(caller(Role.OWNER, EnvironmentScope.ALL));
                case VIEWER -> Optional.of(caller(Role.VIEWER, EnvironmentScope.ALL));
                case PRODUCTION_ONLY -> Optional.of(caller(Role.MEMBER, new EnvironmentScope(Set.of("production"))));
                case UNAVAILABLE -> throw new Refused(new Refusal.Unavailable("storage is away"));
                case BROKEN -> throw new IllegalStateException("a secret that no client may see");
                default -> Optional.empty();
            };
        }

        private static Caller caller(Role role, EnvironmentScope scope) {
            return new Caller(AccountId.DEFAULT, role, scope, "key " + role);
        }
    }
}
