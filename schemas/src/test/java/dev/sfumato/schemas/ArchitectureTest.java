package dev.sfumato.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final String[] AVRO = {
        "org.apache.avro..", "dev.sfumato.schemas.avro..", "dev.sfumato"
    };

    private final JavaClasses classes =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sfumato");

    @Test
    void avroStopsAtTheCodec() {
        noClasses()
                .that()
                .resideInAPackage("dev.sfumato.schemas..")
                .and()
                .resideOutsideOfPackages(
                        "dev.sfumato.schemas.codec..", "dev.sfumato.schemas.avro..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AVRO)
                .check(classes);
    }

    /** No class that other packages see mentions Avro. */
    @Test
    void theCodecsPublicFaceIsFreeOfAvro() {
        noClasses()
                .that()
                .resideInAPackage("dev.sfumato.schemas.codec..")
                .and()
                .arePublic()
                .and()
                .doNotHaveSimpleName("Codecs")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AVRO)
                .check(classes);
    }

    @Test
    void needsOnlyAvroAndJackson() {
        classes()
                .that()
                .resideInAPackage("dev.sfumato.schemas..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "dev.sfumato",
                        "dev.sfumato.schemas..",
                        "org.apache.avro..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .check(classes);
    }

    @Test
    void wireFormsDependOnTheDomainAndNotTheOtherWay() {
        noClasses()
                .that()
                .resideInAnyPackage("..schemas.events..", "..schemas.requests..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..schemas.codec..", "..schemas.json..", "..schemas.cloudevents..")
                .check(classes);
        slices().matching("dev.sfumato.schemas.(codec|json|cloudevents)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
