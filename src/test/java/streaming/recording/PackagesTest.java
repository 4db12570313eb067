package streaming.recording;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Each package is a room with doors in one direction only. */
class PackagesTest {

    private static final JavaClasses SERVICE = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void no_two_packages_need_each_other() {
        slices().matching("streaming.recording.(*)..").should().beFreeOfCycles().check(SERVICE);
    }

    @Test
    void nobody_needs_the_root_but_the_root_itself() {
        noClasses()
                .that()
                .resideOutsideOfPackage("streaming.recording")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("streaming.recording")
                .check(SERVICE);
    }

    @Test
    void only_the_root_needs_the_routes() {
        noClasses()
                .that()
                .resideOutsideOfPackages("streaming.recording", "streaming.recording.routes..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("streaming.recording.routes..")
                .check(SERVICE);
    }

    @Test
    void reading_settings_needs_nothing_of_what_they_are_for() {
        noClasses()
                .that()
                .resideInAPackage("streaming.recording.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "streaming.recording.(database|event|health|hls|http|join|lease|program|receiver|segment|storage|timeline|ts)..")
                .check(SERVICE);
    }
}
