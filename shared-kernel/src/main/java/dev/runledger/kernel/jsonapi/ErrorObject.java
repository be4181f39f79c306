package dev.runledger.kernel.jsonapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a request (API.md §1.6).
 *
 * @param status the HTTP status as text
 * @param detail says what is wrong and what would be right; never holds a secret
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorObject(
        String status,
        String code,
        String title,
        String detail,
        @Nullable Source source,
        @Nullable Map<String, Object> meta) {

    /** Where the fault is: a JSON pointer into the body, or a query parameter's or header's name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Source(
            @Nullable String pointer,
            @Nullable String parameter,
            @Nullable String header) {}

    /** The body of an error answer. */
    public record ErrorDocument(List<ErrorObject> errors) {}

    public static ErrorObject at(String pointer, String code, String detail) {
        return new ErrorObject("400", code, "Validation failed", detail, new Source(pointer, null, null), null);
    }

    public static ErrorObject inParameter(String parameter, String code, String detail) {
        return new ErrorObject("400", code, "Validation failed", detail, new Source(null, parameter, null), null);
    }

    public static ErrorObject inHeader(String header, String code, String detail) {
        return new ErrorObject("400", code, "Validation failed", detail, new Source(null, null, header), null);
    }

    public static ErrorObject of(int status, String code, String title, String detail) {
        return new ErrorObject(Integer.toString(status), code, title, detail, null, null);
    }
}
