package dev.runledger.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.runledger.kernel.Role;
import dev.runledger.ops.web.Wire.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The API's description: valid, complete, and true of the node that serves it. */
class OpenApiTest extends ApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    /** What the container calls for its own errors; from outside it is not found. */
    private static final String ERROR_PAGE = "/error";

    private final JsonNode document = contract.document();

    OpenApiTest() {
        super(Map.of(
                "RUNLEDGER_OPERATOR_TOKEN",
                AllAnswers.OPERATOR,
                "RUNLEDGER_PLANS",
                "{\"free\": {\"included_runs_per_month\": 0}}"));
    }

    @Test
    void itIsValidByTheOfficialSchema() {
        assertThat(OfficialSchema.faults(document)).isEmpty();
    }

    @Test
    void theOfficialSchemaTellsWhatIsNotValid() {
        JsonNode broken = document.deepCopy();
        ((ObjectNode) broken.at("/paths/~1livez/get")).put("operationID", "typo");

        assertThat(OfficialSchema.faults(broken)).isNotEmpty();
    }

    @Test
    void anybodyMayReadIt() {
        Answer answer = api.as("").get("/api/openapi.json", "Accept: text/html");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(document);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = document.findValues("$ref");

        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference.textValue()).startsWith("#/");
            assertThat(document.at(reference.textValue().substring(1)).isMissingNode())
                    .as(reference.textValue())
                    .isFalse();
        });
    }

    @Test
    void everyComponentIsUsed() {
        Set<String> used = document.findValuesAsText("$ref").stream().collect(Collectors.toSet());

        for (String kind : List.of("schemas", "responses", "parameters")) {
            assertThat(used)
                    .containsAll(document.path("components")
                            .path(kind)
                            .propertyStream()
                            .map(component -> "#/components/" + kind + "/" + component.getKey())
                            .toList());
        }
    }

    @Test
    void everyOperationHasANameOfItsOwnAndASummary() {
        List<JsonNode> operations = operations().map(Operation::description).toList();

        assertThat(operations).extracting(o -> o.path("operationId").asText()).doesNotHaveDuplicates();
        assertThat(operations).allSatisfy(operation -> {
            assertThat(operation.path("operationId").asText()).matches("[a-z]+(_[a-z]+)+");
            assertThat(operation.path("summary").asText()).isNotBlank();
        });
    }

    @Test
    void whatIsServedIsDescribedAndTheOtherWayRound() {
        Set<String> served = node.part(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(OpenApiTest::requests)
                .filter(request -> !request.endsWith(ERROR_PAGE))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(operations().map(Operation::request).map(OpenApiTest::unnamed))
                .containsExactlyInAnyOrderElementsOf(served);
    }

    private static Stream<String> requests(RequestMappingInfo mapping) {
        return mapping.getPatternValues().stream()
                .flatMap(path -> mapping.getMethodsCondition().getMethods().isEmpty()
                        ? Stream.of("ANY " + path)
                        : mapping.getMethodsCondition().getMethods().stream().map(method -> method + " " + path))
                .map(OpenApiTest::unnamed);
    }

    private static String unnamed(String request) {
        return request.replaceAll("\\{[a-z_]+}", "{}");
    }

    @Test
    void everyPlaceholderIsDeclared() {
        document.path("paths").properties().forEach(path -> {
            Set<String> declared = new TreeSet<>();
            path.getValue()
                    .path("parameters")
                    .forEach(p ->
                            declared.add("{" + contract.resolved(p).path("name").asText() + "}"));
            assertThat(path.getKey().replaceAll("[^{}]*(\\{[a-z_]+})?[^{}]*", "$1"))
                    .isEqualTo(String.join("", declared));
        });
    }

    @Test
    void onlyTheServiceItselfNeedsNoKey() {
        assertThat(operations()
                        .filter(o -> o.description().path("security").isEmpty()
                                && o.description().has("security")))
                .extracting(Operation::path)
                .containsExactlyInAnyOrder(
                        "/api/v1/products",
                        "/api/v1/plans",
                        "/api/openapi.json",
                        "/api/liveness",
                        "/livez",
                        "/readyz",
                        "/metrics");
    }

    @Test
    void whatConcernsAllAccountsNeedsTheOperatorsToken() {
        assertThat(operations())
                .allSatisfy(operation -> assertThat(operation.path().startsWith("/operator/"))
                        .isEqualTo(operation
                                .description()
                                .at("/security/0/Operator")
                                .isArray()));
    }

    @Test
    void everyExampleFitsItsSchema() {
        List<JsonNode> contents = document.findValues("content");

        assertThat(contents).hasSizeGreaterThan(20);
        for (JsonNode content : contents) {
            content.forEach(media -> {
                if (media.has("example")) {
                    String example = media.path("example").toString();
                    assertThat(contract.faults(media.path("schema"), example))
                            .as(example)
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void everyCodeOfAnOperationIsExplainedAndNoOther() {
        Set<String> explained = Contract.quoted(document.at("/components/schemas/Error/properties/code/description")
                .asText());
        Set<String> listed = new TreeSet<>(Set.of("not_found", "method_not_allowed"));
        operations()
                .flatMap(operation -> operation.description().path("responses").propertyStream())
                .filter(response -> response.getKey().compareTo("400") >= 0)
                .map(response -> contract.resolved(response.getValue())
                        .path("description")
                        .asText())
                .filter(description -> description.contains("Codes: "))
                .forEach(
                        description -> listed.addAll(Contract.quoted(description.split("Codes: ", 2)[1])));

        assertThat(explained).isEqualTo(listed);
    }

    /** Every status that is told of an operation is met, but those of a server in trouble and of keys with a scope. */
    @Test
    void everyAnswerIsAsDescribed() {
        node.addKey(AllAnswers.VIEWER, Role.VIEWER);
        new AllAnswers(this).meet();

        Set<String> described = operations()
                .flatMap(operation -> operation
                        .description()
                        .path("responses")
                        .propertyStream()
                        .map(response -> operation.request() + " " + response.getKey()))
                .filter(answer -> !answer.matches(".* 50[03]") && !answer.matches("GET /api/v1/run(s|_stats) 403"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(contract.seen()).containsAll(described);
    }

    @Test
    void whatIsNowhereOrTakesAnotherMethodIsToldAsDescribed() {
        assertThat(api.get("/api/v1/nowhere").error()).isEqualTo("404 not_found");
        assertThat(api.send("PATCH", JOBS, "{}").error()).isEqualTo("405 method_not_allowed");
        assertThat(api.get("/api/v1/jobs/%zz").error()).isEqualTo("400 invalid_value");
    }

    private record Operation(String method, String path, JsonNode description) {
        String request() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    private Stream<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member ->
                                operations.add(new Operation(member.getKey(), path.getKey(), member.getValue()))));
        return operations.stream();
    }
}
