package dev.runledger.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.jsonapi.Fields;
import dev.runledger.kernel.jsonapi.Problems;
import java.util.List;
import java.util.Optional;

/** The envelope of a document that writes a resource whose id is the caller's (API.md §1.4). */
public final class Envelope {

    private Envelope() {}

    /** The document's {@code data}, whose type has to be this one if it is there. */
    public static Optional<Fields> data(ObjectNode document, String type, Problems problems) {
        Fields body = Fields.of(document, problems);
        body.require("data");
        Optional<Fields> data = body.object("data");
        data.ifPresent(fields -> fields.oneOf("type", List.of(type)));
        return data;
    }

    /** The id that a new resource is given, which must be there. */
    public static Optional<String> newId(Fields data) {
        data.require("id");
        return data.text("id")
                .filter(id -> data.accept(
                        ResourceId.valid(id),
                        "id",
                        "id_invalid",
                        "must be 1 to 200 letters, digits, dots, hyphens and underscores,"
                                + " begin with a letter or digit and not end with a dot."));
    }

    /** Notes a problem if the document names another resource than the path. */
    public static void sameId(Fields data, String id) {
        data.text("id")
                .ifPresent(sent ->
                        data.accept(sent.equals(id), "id", "id_mismatch", "must be absent or that of the path."));
    }

    public static Optional<Fields> attributes(Fields data) {
        data.require("attributes");
        return data.object("attributes");
    }
}
