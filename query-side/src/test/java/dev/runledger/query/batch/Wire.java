package dev.runledger.query.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.Caller;
import dev.runledger.kernel.Refused;
import dev.runledger.kernel.jsonapi.Document;
import dev.runledger.kernel.jsonapi.Json;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Asks controllers as the web does: by URI, for JSON. */
public final class Wire {

    private final MockMvc mvc;

    private Wire(MockMvc mvc) {
        this.mvc = mvc;
    }

    public static Wire to(Object controller, Caller caller) {
        return new Wire(MockMvcBuilders.standaloneSetup(controller)
                .setCustomArgumentResolvers(new Resolver(caller))
                .setMessageConverters(new Converter())
                .build());
    }

    /** The answer's body. */
    public JsonNode get(String uri) {
        return json(new String(ask(MockMvcRequestBuilders.get(address(uri))).getContentAsByteArray(), UTF_8));
    }

    public static JsonNode json(String text) {
        try {
            return Json.WIRE.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brackets may come as they are, which Java's own class refuses. */
    private static URI address(String uri) {
        return URI.create(uri.replace("[", "%5B").replace("]", "%5D"));
    }

    /** @throws Refused if the controller refuses: mapping that to an answer is not the controller's part */
    public MockHttpServletResponse ask(MockHttpServletRequestBuilder request) {
        try {
            return mvc.perform(request).andReturn().getResponse();
        } catch (ServletException e) {
            if (e.getCause() instanceof Refused refused) {
                throw refused;
            }
            throw new AssertionError(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record Resolver(Caller caller) implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return caller;
        }
    }

    private static final class Converter extends AbstractHttpMessageConverter<Document> {
        private Converter() {
            super(MediaType.parseMediaType("application/vnd.api+json"));
        }

        @Override
        protected boolean supports(Class<?> type) {
            return type == Document.class;
        }

        @Override
        protected Document readInternal(Class<? extends Document> type, HttpInputMessage input) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void writeInternal(Document document, HttpOutputMessage output) throws IOException {
            output.getBody().write(Json.WIRE.writeValueAsBytes(document));
        }
    }
}
