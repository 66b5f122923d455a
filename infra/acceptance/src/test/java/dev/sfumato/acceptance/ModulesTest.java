package dev.sfumato.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

/** Dependencies between modules point one way. */
final class ModulesTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sfumato");

    private static final String[] SERVICES = {
        "dev.sfumato.ingest..", "dev.sfumato.worker..", "dev.sfumato.gateway.."
    };

    @Test
    void theContractDependsOnNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage("dev.sfumato.schemas..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sfumato.platform..",
                        "dev.sfumato.embedded..",
                        "dev.sfumato.diffusion..",
                        "dev.sfumato.standalone..",
                        "org.apache.kafka..",
                        "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void theEngineStandsAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.sfumato.diffusion..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sfumato.schemas..",
                        "dev.sfumato.platform..",
                        "dev.sfumato.worker..",
                        "org.apache.kafka..",
                        "org.apache.avro..",
                        "io.vertx..")
                .check(CLASSES);
    }

    @Test
    void theMathsSeesOnlyTheJdk() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.sfumato.diffusion.schedule..",
                        "dev.sfumato.diffusion.sampler..",
                        "dev.sfumato.diffusion.noise..",
                        "dev.sfumato.diffusion.guidance..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.sfumato.diffusion.schedule..",
                        "dev.sfumato.diffusion.sampler..",
                        "dev.sfumato.diffusion.noise..",
                        "dev.sfumato.diffusion.guidance..",
                        "org.jspecify.annotations..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void theOtherModulesKnowNoService() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sfumato.platform..", "dev.sfumato.embedded..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVICES)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("dev.sfumato.standalone..")
                .check(CLASSES);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        for (String service : SERVICES) {
            for (String other : SERVICES) {
                if (!service.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(service)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other)
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void avroStaysInTheContract() {
        noClasses()
                .that()
                // dev.sfumato itself holds the generated classes of the public records
                .resideOutsideOfPackages("dev.sfumato.schemas..", "dev.sfumato")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.avro..", "dev.sfumato.schemas.avro..")
                .check(CLASSES);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("dev.sfumato.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
