package dev.runledger.ops;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.runledger.command.catalog.Facts;
import dev.runledger.command.catalog.JobRules;
import dev.runledger.command.catalog.PlanFacts;
import dev.runledger.command.run.RunAggregate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RestController;

/** The borders between packages and what no class may do, checked over all modules (docs/architecture.md). */
class HouseRulesTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(place -> !place.contains("/test-classes/") && !place.contains("-tests.jar"))
            .importPackages("dev.runledger");

    private static final String[] SQL = {"java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql.."};

    /** Parts of decisions that are written beside an aggregate, and bound as it is. */
    private static final Set<String> REASONING = Set.of(
            "dev.runledger.command.job.DueFire",
            "dev.runledger.command.job.EditRules",
            "dev.runledger.command.job.EditTime",
            "dev.runledger.command.job.PlanRules",
            "dev.runledger.command.job.SelfRuns",
            "dev.runledger.command.retry.RetryDecider");

    private static final DescribedPredicate<JavaClass> DECIDES = describe(
            "aggregates and their reasoning",
            type -> type.isAnnotatedWith(Aggregate.class) || REASONING.contains(outermost(type)));

    private static final List<String> SYSTEM_CLOCKS = List.of("now", "currentTimeMillis");

    private static final String[] COMMAND_FEATURES = {
        "account",
        "catalog",
        "execution",
        "firing",
        "idempotency",
        "job",
        "membership",
        "retry",
        "run",
        "saga",
        "schedule",
        "secret"
    };

    @Test
    void theKernelKnowsTheLanguageAndJsonOnly() {
        classes()
                .that()
                .resideInAPackage("dev.runledger.kernel..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.runledger.kernel..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.math",
                        "java.io",
                        "java.nio",
                        "java.nio.charset",
                        "java.security",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "org.jspecify.annotations")
                .check(HOUSE);
    }

    @Test
    void theTwoSidesNeverMeetAndNeitherKnowsWhatRunsIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.runledger.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.runledger.query..", "dev.runledger.ops..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.runledger.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.runledger.command..", "dev.runledger.ops..")
                .check(HOUSE);
    }

    @Test
    void onlyOpsKnowsSpringBoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.runledger.ops..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(HOUSE);
    }

    @Test
    void theEmbeddedDatabaseKnowsNothingOfItsHouse() {
        noClasses()
                .that()
                .resideInAPackage("dev.runledger.ops.embedded..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.runledger..")
                        .and(DescribedPredicate.not(resideInAPackage("dev.runledger.ops.embedded.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.axonframework..")
                .check(HOUSE);
    }

    /** A new feature is named here before its first class compiles into the build, with what it may use. */
    @Test
    void featuresOfTheCommandSideUseOnlyWhatTheyMay() {
        features("command", COMMAND_FEATURES)
                .whereLayer("account")
                .mayOnlyAccessLayers("shared", "catalog", "idempotency")
                .whereLayer("catalog")
                .mayOnlyAccessLayers("shared")
                .whereLayer("execution")
                .mayOnlyAccessLayers("shared", "account", "catalog")
                .whereLayer("firing")
                .mayOnlyAccessLayers("shared", "catalog")
                .whereLayer("idempotency")
                .mayOnlyAccessLayers("shared")
                .whereLayer("job")
                .mayOnlyAccessLayers("shared", "run", "schedule", "catalog", "idempotency")
                .whereLayer("membership")
                .mayOnlyAccessLayers("shared")
                .whereLayer("retry")
                .mayOnlyAccessLayers("shared", "catalog", "idempotency")
                .whereLayer("run")
                .mayOnlyAccessLayers("shared", "retry", "catalog", "idempotency")
                .whereLayer("saga")
                .mayOnlyAccessLayers("shared", "execution", "catalog", "membership")
                .whereLayer("schedule")
                .mayNotAccessAnyLayer()
                .whereLayer("secret")
                .mayNotAccessAnyLayer()
                .whereLayer("shared")
                .mayNotAccessAnyLayer()
                .check(HOUSE.that(resideInAPackage("dev.runledger.command..")));
    }

    @Test
    void featuresOfTheQuerySideUseOnlyWhatTheyMay() {
        features("query", "account", "batch", "environment", "job", "paging", "retry", "run", "stats", "usage")
                .whereLayer("batch")
                .mayNotAccessAnyLayer()
                .whereLayer("paging")
                .mayNotAccessAnyLayer()
                .whereLayer("account")
                .mayOnlyAccessLayers("paging")
                .whereLayer("environment")
                .mayOnlyAccessLayers("paging")
                .whereLayer("usage")
                .mayOnlyAccessLayers("paging")
                .whereLayer("job")
                .mayOnlyAccessLayers("batch", "paging")
                .whereLayer("retry")
                .mayOnlyAccessLayers("batch", "paging")
                .whereLayer("run")
                .mayOnlyAccessLayers("batch", "paging", "stats")
                .whereLayer("stats")
                .mayOnlyAccessLayers("batch", "paging")
                .check(HOUSE.that(resideInAPackage("dev.runledger.query..")));
    }

    /** One layer per feature, and {@code shared} for what stands in the side's own package. Some are still to come. */
    private static LayeredArchitecture features(String side, String... names) {
        String root = "dev.runledger." + side;
        LayeredArchitecture features = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("shared")
                .definedBy(root);
        for (String name : names) {
            features = features.layer(name).definedBy(root + "." + name + "..");
        }
        return features.ensureAllClassesAreContainedInArchitecture();
    }

    @Test
    void noPackagesFormACycle() {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(HOUSE);
    }

    /** A refusal tells its errors in the wire's form and whoever reads the wire refuses: those two packages are one. */
    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(
                    type.getPackageName().equals("dev.runledger.kernel.jsonapi")
                            ? "dev.runledger.kernel"
                            : type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    @Test
    void aggregatesDecideFromWhatTheyAreGiven() {
        classes()
                .that(DECIDES)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "dev.runledger.kernel..",
                                "dev.runledger.command",
                                "dev.runledger.command.schedule",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "org.axonframework..",
                                "org.jspecify.annotations")
                        .or(belongTo(equivalentTo(Facts.class)))
                        .or(equivalentTo(JobRules.class))
                        .or(equivalentTo(PlanFacts.class))
                        .or(DECIDES))
                .check(HOUSE);
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRulesTest::outermost).orElse(type.getName());
    }

    @Test
    void sqlIsWrittenOnlyWhereTablesAreOwned() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.runledger.command.account",
                        "dev.runledger.command.catalog",
                        "dev.runledger.command.idempotency",
                        "dev.runledger.command.membership",
                        "dev.runledger.command.saga",
                        "dev.runledger.command.secret",
                        "dev.runledger.query.batch",
                        "dev.runledger.query.job",
                        "dev.runledger.query.retry",
                        "dev.runledger.query.run",
                        "dev.runledger.query.stats",
                        "dev.runledger.ops",
                        "dev.runledger.ops.embedded",
                        "dev.runledger.ops.replay",
                        "dev.runledger.ops.store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SQL)
                .check(HOUSE);
    }

    /** The doctor compares both. */
    @Test
    void theSystemsClockIsReadByTheDatabaseClockAlone() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(DatabaseClock.class, DoctorCommand.class)
                .should()
                .accessTargetWhere(describe("the system's clock is read", HouseRulesTest::readsTheSystemsClock))
                .check(HOUSE);
    }

    private static boolean readsTheSystemsClock(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        JavaClass owner = target.getOwner();
        if (owner.isEquivalentTo(Date.class)) {
            return target.getName().equals("<init>") && parameters(target).isEmpty();
        }
        if (owner.isEquivalentTo(Clock.class)) {
            return Set.of("systemUTC", "systemDefaultZone", "system", "tickSeconds", "tickMillis", "tickMinutes")
                    .contains(target.getName());
        }
        boolean fromClock = parameters(target).stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
        boolean tells = owner.getPackageName().startsWith("java.time") || owner.isEquivalentTo(System.class);
        return tells && SYSTEM_CLOCKS.contains(target.getName()) && !fromClock;
    }

    private static List<JavaClass> parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget method ? method.getRawParameterTypes() : List.of();
    }

    @Test
    void controllersAndProjectionsAreNobodysBusiness() {
        classes()
                .that()
                .areAnnotatedWith(RestController.class)
                .or()
                .haveSimpleNameEndingWith("Projection")
                .should()
                .bePackagePrivate()
                .check(HOUSE);
    }

    /** {@link RunAggregate} is public because a job's decision begins a run's stream in the same unit of work. */
    @Test
    void aggregatesAreAskedByCommandOnly() {
        classes()
                .that()
                .areAnnotatedWith(Aggregate.class)
                .and()
                .doNotHaveFullyQualifiedName(RunAggregate.class.getName())
                .should()
                .bePackagePrivate()
                .check(HOUSE);
    }

    @Test
    void partsComeThroughConstructors() {
        NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(HOUSE);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        classes().should(new ResideInAMarkedPackage()).check(HOUSE);
    }

    private static final class ResideInAMarkedPackage extends ArchCondition<JavaClass> {
        ResideInAMarkedPackage() {
            super("reside in a package whose package-info is @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(SimpleConditionEvent.violated(
                        type, type.getPackageName() + " has no @NullMarked package-info: " + type.getName()));
            }
        }
    }
}
