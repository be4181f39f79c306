package dev.runledger.ops.api;

import dev.runledger.ops.web.Wire;
import dev.runledger.ops.web.Wire.Answer;
import java.nio.charset.StandardCharsets;

/**
 * Speaks to a node as one holder of a key, each request on a connection of its own and written byte by byte. Every answer
 * is held to the API's description.
 *
 * @param key empty sends none
 */
record Service(int port, String key, Contract contract) {

    private static final String JSON_API = "Content-Type: application/vnd.api+json";

    Service as(String otherKey) {
        return new Service(port, otherKey, contract);
    }

    Answer get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    Answer post(String target, String body) {
        return send("POST", target, body, JSON_API);
    }

    Answer put(String target, String body, String... headers) {
        return send("PUT", target, body, headers);
    }

    Answer delete(String target, String... headers) {
        return send("DELETE", target, "", headers);
    }

    Answer send(String method, String target, String body, String... headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @param headers whole lines */
    Answer send(String method, String target, byte[] body, String... headers) {
        StringBuilder head =
                new StringBuilder(method + " " + target + " HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n");
        if (!key.isEmpty()) {
            head.append("Authorization: Bearer ").append(key).append('\n');
        }
        for (String header : headers) {
            head.append(header).append('\n');
        }
        if (body.length > 0 || method.startsWith("P")) {
            head.append("Content-Length: ").append(body.length).append('\n');
        }
        Answer answer = Wire.send(port, head.append('\n').toString(), body);
        contract.check(method, target, answer);
        return answer;
    }
}
