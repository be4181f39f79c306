package dev.runledger.ops;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the egress guard does not see it cannot judge: nobody else speaks to the network (API.md §9.2). */
class OneWayOutTest {

    private static final String EGRESS = "dev.runledger.command.execution";

    /** These speak to this machine only, or are the operator's own process; and to nothing that a user names. */
    private static final String[] AT_HOME = {
        "dev.runledger.ops.demo", "dev.runledger.ops.embedded", "dev.runledger.ops.operator"
    };

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
            .importPackages("dev.runledger");

    private static final Set<String> SOCKETS = Set.of(
            "java.net.Socket",
            "java.net.DatagramSocket",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.DatagramChannel",
            "java.nio.channels.AsynchronousSocketChannel");

    @Test
    void nobodyButTheEgressSpeaksToTheNetworkOrAsksForNames() {
        silence(EGRESS, AT_HOME).check(HOUSE);
    }

    /** Else the rule might be about nothing. */
    @Test
    void thoseWhoMayWouldBeSeen() {
        assertThat(broken(silence("dev.runledger.nowhere", AT_HOME)))
                .contains("Connector", "TlsClients", "InetAddress.getAllByName");
        assertThat(broken(silence(EGRESS))).contains("java.net.http.HttpClient");
    }

    private static String broken(ArchRule rule) {
        EvaluationResult result = rule.evaluate(HOUSE);
        return String.join("\n", result.getFailureReport().getDetails());
    }

    private static ArchRule silence(String but, String... further) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(but)
                .and()
                .resideOutsideOfPackages(further)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net.http..",
                                "javax.net..",
                                "javax.naming..",
                                "org.apache.hc..",
                                "org.springframework.http.client..",
                                "org.springframework.web.client..",
                                "org.springframework.web.reactive..")
                        .or(describe("are sockets", type -> SOCKETS.contains(type.getName()))))
                .orShould()
                .accessTargetWhere(describe("a URL is opened or a name looked up", OneWayOutTest::opensOrLooksUp));
    }

    private static boolean opensOrLooksUp(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String name = target.getName();
        return switch (target.getOwner().getName()) {
            case "java.net.URL" ->
                Set.of("openConnection", "openStream", "getContent").contains(name);
            case "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address" ->
                Set.of("getByName", "getAllByName", "getLocalHost").contains(name);
            case "java.net.InetSocketAddress" -> name.equals("<init>") && takesText(target);
            default -> false;
        };
    }

    private static boolean takesText(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget method
                && method.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(String.class));
    }
}
