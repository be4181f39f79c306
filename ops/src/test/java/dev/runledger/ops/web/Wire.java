package dev.runledger.ops.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Bytes sent as they are and nothing after them, and what came back until the server closed. */
public final class Wire {

    private static final int PATIENCE_MS = 20_000;

    private Wire() {}

    /** An answer; header names are in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + status + " " + headers + "\n" + body, e);
            }
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** The codes of all errors, of an answer that is an error document in every respect. */
        public List<String> codes() {
            JsonNode errors = json().path("errors");
            assertThat(errors.isArray()).as(body).isTrue();
            assertThat(header("content-type")).isEqualTo("application/vnd.api+json");
            assertThat(header("cache-control")).isEqualTo("no-store");
            return errors.valueStream().map(this::code).toList();
        }

        private String code(JsonNode error) {
            assertThat(error.path("status").textValue()).isEqualTo(Integer.toString(status));
            assertThat(error.path("title").textValue()).isNotBlank();
            assertThat(error.path("detail").textValue()).isNotBlank();
            return error.path("code").asText();
        }

        /** Status and code in one line: {@code 404 not_found}. */
        public String error() {
            return status + " " + String.join(" ", codes());
        }
    }

    /** Each {@code \n} of the head is sent as CR LF; the request should ask for the connection to be closed. */
    public static Answer send(int port, String head, byte[] body) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.shutdownOutput();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        assertThat(end).as("an answer: %s", text).isPositive();
        List<String> head = text.substring(0, end).lines().toList();
        Map<String, String> headers = new TreeMap<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String body = text.substring(end + 4);
        return new Answer(
                Integer.parseInt(head.getFirst().split(" ", 3)[1]),
                headers,
                headers.containsKey("transfer-encoding") ? unchunked(body) : body);
    }

    private static String unchunked(String body) {
        return body.replaceAll("(?m)^[0-9a-fA-F]+\r\n", "").strip();
    }
}
