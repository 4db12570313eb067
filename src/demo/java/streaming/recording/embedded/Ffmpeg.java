package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Paths of ffmpeg and ffprobe that anybody can execute as they are, without further environment.
 *
 * <p>Order of choice: the environment (FFMPEG, FFPROBE), PATH, the programs of the Maven artifact
 * {@code org.bytedeco:ffmpeg}, classifier {@code linux-x86_64-gpl}. These are unpacked once per version and user (85
 * MB); they need glibc 2.35 (Debian 12, Ubuntu 22.04) and none of the desktop libraries that they were linked against.
 *
 * <p>Methods throw {@link IllegalStateException} when there is no such program; the message says what was looked at.
 */
public final class Ffmpeg {
    /** Libraries of the desktop that only libavdevice is linked against, with the version names it asks of them. */
    private static final Map<String, List<String>> ABSENT = Map.of(
            "libxcb.so.1", List.of(),
            "libxcb-shm.so.0", List.of(),
            "libasound.so.2", List.of("ALSA_0.9", "ALSA_0.9.0rc4"),
            "libpulse.so.0", List.of("PULSE_0"));

    private static final List<String> LIBRARIES = List.of(
            "libavcodec.so.62",
            "libavdevice.so.62",
            "libavfilter.so.11",
            "libavformat.so.62",
            "libavutil.so.60",
            "libswresample.so.6",
            "libswscale.so.9",
            "libdrm.so.2",
            "libva.so.2",
            "libva-drm.so.2");

    private static final Map<String, Path> FOUND = new ConcurrentHashMap<>();

    private Ffmpeg() {}

    /** The program that joins: what the service is given as FFMPEG. */
    public static Path ffmpeg() {
        return FOUND.computeIfAbsent("ffmpeg", name -> choose(name, "FFMPEG", path -> true));
    }

    /** The program that measures: what the service is given as FFPROBE. */
    public static Path ffprobe() {
        return FOUND.computeIfAbsent("ffprobe", name -> choose(name, "FFPROBE", path -> true));
    }

    /** A ffmpeg with libx264, the encoder that makes the B-frames of an ordinary broadcast. */
    public static Path encoder() {
        return FOUND.computeIfAbsent("encoder", name -> choose("ffmpeg", "FFMPEG", Ffmpeg::hasX264));
    }

    /** The bundled ffmpeg, whatever else is installed. */
    public static Path bundledFfmpeg() {
        return bundled("ffmpeg");
    }

    /** The bundled ffprobe, whatever else is installed. */
    public static Path bundledFfprobe() {
        return bundled("ffprobe");
    }

    private static Path choose(String program, String variable, Predicate<Path> fits) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
            Path given = onPath(named)
                    .orElseThrow(() -> new IllegalStateException(variable + "=" + named + " is no program"));
            if (fits.test(given)) {
                return given;
            }
        }
        return onPath(program).filter(fits).orElseGet(() -> bundled(program));
    }

    private static Optional<Path> onPath(String program) {
        if (program.contains("/")) {
            return Optional.of(Path.of(program).toAbsolutePath()).filter(Files::isExecutable);
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path path = Path.of(folder.isEmpty() ? "." : folder, program).toAbsolutePath();
            if (Files.isRegularFile(path) && Files.isExecutable(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static boolean hasX264(Path ffmpeg) {
        try {
            return Child.run(Child.As.US, Path.of("/"), List.of(ffmpeg.toString(), "-hide_banner", "-encoders"))
                    .contains("libx264 ");
        } catch (IOException e) {
            return false;
        }
    }

    private static Path bundled(String program) {
        String platform = "linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64") + "-gpl";
        String home = "/org/bytedeco/ffmpeg/" + platform + "/";
        String version = version();
        if (version == null || Ffmpeg.class.getResource(home + "ffmpeg") == null) {
            throw new IllegalStateException("no " + program + " in the environment, none on PATH, and no "
                    + "org.bytedeco:ffmpeg with the classifier " + platform + " on the class path");
        }
        return Cache.folder("ffmpeg-" + version + "-" + platform, folder -> unpack(home, folder))
                .resolve(program);
    }

    /** The artifact's version: the jar is new, so is the folder. */
    private static String version() {
        try (var in = Ffmpeg.class.getResourceAsStream("/META-INF/maven/org.bytedeco/ffmpeg/pom.properties")) {
            if (in == null) {
                return null;
            }
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(String home, Path folder) throws IOException {
        for (String library : LIBRARIES) {
            copy(home + library, folder.resolve(library));
        }
        for (String program : List.of("ffmpeg", "ffprobe")) {
            Path path = folder.resolve(program);
            copy(home + program, path);
            Elf.searchOwnFolderForAllLibraries(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (var absent : ABSENT.entrySet()) {
            Files.write(
                    folder.resolve(absent.getKey()),
                    Elf.standIn(folder.resolve("ffmpeg"), absent.getKey(), absent.getValue()));
        }
        // A program that does not start here (musl, an older glibc) is not published.
        Child.run(Child.As.US, folder, List.of(folder.resolve("ffmpeg").toString(), "-hide_banner", "-version"));
    }

    private static void copy(String resource, Path target) throws IOException {
        try (var in = Ffmpeg.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the artifact has no " + resource);
            }
            Files.copy(in, target);
        }
    }
}
