package dev.runledger.kernel.jsonapi;

import dev.runledger.kernel.Refusal;
import dev.runledger.kernel.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parameters a GET was asked with. Reading one that is wrong notes a fault and answers as if it were absent, so that
 * all faults are found before {@link #refuseFaults} reports them together (API.md §1.6, §1.7).
 */
public final class QueryParameters {

    /** As many errors as one answer holds (API.md §1.6). */
    private static final int REPORTED = 20;

    private final Map<String, List<String>> sent;
    private final List<ErrorObject> faults = new ArrayList<>();

    public QueryParameters(Map<String, List<String>> sent) {
        this.sent = sent;
    }

    /** The one value of a parameter. An empty value is an absent one; a repeated parameter is a fault. */
    public Optional<String> text(String name) {
        List<String> values = values(name);
        if (values.size() > 1) {
            fault(name, "must be given once");
            return Optional.empty();
        }
        return values.stream().findFirst();
    }

    /** The one value of a parameter that has to be there. */
    public Optional<String> required(String name) {
        if (sent.getOrDefault(name, List.of()).stream().allMatch(String::isEmpty)) {
            fault(ErrorObject.inParameter(name, "required", name + " must be given."));
        }
        return text(name);
    }

    /**
     * The one value as a parser understands it.
     *
     * @param expected ends the sentence "must be …" that tells the user what would be right
     */
    public <T> Optional<T> one(String name, Function<String, Optional<T>> parser, String expected) {
        return text(name).flatMap(text -> parsed(name, text, parser, expected));
    }

    /** The elements of a comma list, which may also be given by repeating the parameter. */
    public List<String> list(String name) {
        return values(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .distinct()
                .toList();
    }

    /** The elements of a list, each of which has to be one of the names of an enum. */
    public <E extends Enum<E>> List<E> list(String name, Class<E> type) {
        String expected = "a list of " + String.join(", ", names(type));
        return list(name).stream()
                .flatMap(element -> parsed(name, element, text -> constant(type, text), expected).stream())
                .toList();
    }

    /** {@code true} or {@code false} in any case. */
    public Optional<Boolean> flag(String name) {
        return one(name, QueryParameters::bool, "true or false");
    }

    public void fault(String name, String mustBe) {
        fault(ErrorObject.inParameter(name, "parameter_invalid", name + " " + mustBe + "."));
    }

    public void fault(ErrorObject fault) {
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }

    /** @throws Refused if anything read so far was wrong */
    public void refuseFaults() {
        if (!faults.isEmpty()) {
            throw new Refused(
                    new Refusal.Invalid(faults.stream().limit(REPORTED).toList()));
        }
    }

    /** Values with anything in them. PostgreSQL's text cannot hold U+0000, so nothing that is stored could match it. */
    private List<String> values(String name) {
        List<String> values = sent.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
        if (values.stream().anyMatch(value -> value.indexOf('\0') >= 0)) {
            fault(name, "must not contain U+0000");
            return List.of();
        }
        return values;
    }

    private <T> Optional<T> parsed(String name, String text, Function<String, Optional<T>> parser, String expected) {
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            fault(name, "must be " + expected);
        }
        return value;
    }

    private static Optional<Boolean> bool(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? Optional.of(Boolean.parseBoolean(text))
                : Optional.empty();
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst();
    }

    private static <E extends Enum<E>> List<String> names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }
}
