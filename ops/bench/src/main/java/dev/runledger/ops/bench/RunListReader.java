package dev.runledger.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.runledger.kernel.jsonapi.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks lists of runs over HTTP to find places far behind their beginnings. For one thread. */
final class RunListReader {

    /** What a page has if nobody asks for another size. */
    static final int PAGE = 50;

    private static final int STRIDE = 1_000;
    private static final int STRIDES = 50;

    private final HttpConnection connection;

    RunListReader(HttpConnection connection) {
        this.connection = connection;
    }

    /**
     * A place in a list.
     *
     * @param after the run behind which it is
     * @param index how many runs come before it
     */
    record Place(String after, int index) {}

    /** Places about a thousand pages in; the list's last full page if it is shorter; none if it has one page only. */
    List<Place> deep(String path, int places) throws IOException {
        List<Place> found = new ArrayList<>();
        List<String> before = List.of();
        List<String> ids = List.of();
        int index = 0;
        String next = path + (path.contains("?") ? "&" : "?") + "page[size]=" + STRIDE;
        for (int stride = 1; next != null && found.size() < places; stride++) {
            before = ids;
            JsonNode answer = Json.WIRE.readTree(connection.ask("GET", next));
            ids = ids(answer);
            index += ids.size();
            next = next(answer);
            if (next != null && stride >= STRIDES) {
                found.add(new Place(ids.getLast(), index));
            }
        }
        return found.isEmpty() ? lastFull(before, ids, index) : found;
    }

    private static List<Place> lastFull(List<String> before, List<String> ids, int index) {
        if (index <= PAGE) {
            return List.of();
        }
        List<String> end = new ArrayList<>(before);
        end.addAll(ids);
        return List.of(new Place(end.get(end.size() - PAGE - 1), index - PAGE));
    }

    private static List<String> ids(JsonNode answer) {
        List<String> ids = new ArrayList<>();
        answer.get("data").forEach(run -> ids.add(run.get("id").asText()));
        return ids;
    }

    private static @Nullable String next(JsonNode answer) {
        JsonNode next = answer.at("/links/next");
        return next.isTextual() ? next.asText() : null;
    }
}
