package dev.runledger.ops.web;

import dev.runledger.ops.metrics.Figures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the edge together. Needs beans for {@link ApiKeys}, {@link Readiness}, {@link ProjectionLags}, {@link RunsInHand}, {@link Figures}, {@link Operator} and {@link ServedRoles}, and the controllers. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/runledger/ops/web/web.properties")
public class WebConfiguration {

    @Bean
    ErrorMapping errorMapping() {
        return new ErrorMapping();
    }

    @Bean
    ErrorAdvice errorAdvice(ErrorMapping mapping) {
        return new ErrorAdvice(mapping);
    }

    @Bean
    ErrorPage errorPage(ErrorMapping mapping) {
        return new ErrorPage(mapping);
    }

    @Bean
    TomcatSettings tomcatSettings(ErrorMapping mapping) {
        return new TomcatSettings(mapping);
    }

    @Bean
    HealthController healthController(Readiness readiness, ProjectionLags lags) {
        return new HealthController(readiness, lags);
    }

    @Bean
    MetricsController metricsController(Figures figures, ProjectionLags lags, RunsInHand runs) {
        return new MetricsController(figures, lags, runs);
    }

    @Bean
    OpenApiController openApiController() {
        return new OpenApiController();
    }

    /** After the character encoding is set, before all that is ours. */
    @Bean
    FilterRegistrationBean<ApiKeyFilter> apiKeyFilter(ApiKeys keys, ErrorMapping mapping) {
        FilterRegistrationBean<ApiKeyFilter> filter = new FilterRegistrationBean<>(new ApiKeyFilter(keys, mapping));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }

    @Bean
    FilterRegistrationBean<OperatorFilter> operatorFilter(Operator operator, ErrorMapping mapping) {
        FilterRegistrationBean<OperatorFilter> filter =
                new FilterRegistrationBean<>(new OperatorFilter(operator.token(), mapping));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return filter;
    }

    /** After the key is known: who has none learns nothing of what is where. */
    @Bean
    FilterRegistrationBean<RoleFilter> roleFilter(ServedRoles roles, ErrorMapping mapping) {
        FilterRegistrationBean<RoleFilter> filter =
                new FilterRegistrationBean<>(new RoleFilter(roles.roles(), mapping));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        return filter;
    }

    /** Comes last, so that none of the framework's own choices stands. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebMvcConfigurer wire() {
        return new Wire();
    }

    private static final class Wire implements WebMvcConfigurer {

        @Override
        public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
            resolvers.add(new CallerResolver());
            resolvers.add(new PayloadResolver());
        }

        /** No client is told 406, whatever it accepts (API.md §1.3). */
        @Override
        public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
            negotiation.ignoreAcceptHeader(true).defaultContentType(WireConverter.JSON_API);
        }

        /** The framework's JSON converters speak another dialect and read bodies more leniently. */
        @Override
        public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
            converters.configureMessageConvertersList(all -> {
                all.clear();
                all.add(new ByteArrayHttpMessageConverter());
                all.add(new StringHttpMessageConverter(StandardCharsets.UTF_8));
                all.add(new ResourceHttpMessageConverter());
                all.add(new WireConverter());
            });
        }
    }
}
