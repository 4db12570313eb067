package streaming.recording.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A temporary folder that does not stay behind: deleted when it is closed or, if the JVM is killed before that, by the
 * next JVM of the same user that makes one.
 */
final class Scratch implements AutoCloseable {
    private static final String LEASE = ".lease";

    private final Path folder;
    private final FileLease lease;

    private Scratch(Path folder, FileLease lease) {
        this.folder = folder;
        this.lease = lease;
    }

    /** A new empty folder among the temporary files; the name is for people who look. */
    static Scratch make(String name) throws IOException {
        return make(Cache.temporary(), name);
    }

    /** As {@link #make(String)}, in another place. */
    static Scratch make(Path place, String name) throws IOException {
        Path home = Files.createDirectories(place.resolve("scratch"));
        sweep(home);
        Path folder = home.resolve(name + "-" + UUID.randomUUID());
        FileLease lease =
                FileLease.take(leaseOf(folder)).orElseThrow(() -> new FileAlreadyExistsException(folder.toString()));
        return new Scratch(Files.createDirectory(folder), lease);
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        Cache.deleteTree(folder);
        Files.deleteIfExists(leaseOf(folder));
        lease.close();
    }

    private static void sweep(Path home) throws IOException {
        // Young ones may be between their creation and their lock.
        FileTime young = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
        try (var entries = Files.list(home)) {
            for (Path file :
                    entries.filter(path -> path.toString().endsWith(LEASE)).toList()) {
                if (!Files.exists(file) || Files.getLastModifiedTime(file).compareTo(young) > 0) {
                    continue;
                }
                Optional<FileLease> abandoned = FileLease.take(file);
                if (abandoned.isPresent()) {
                    try {
                        Cache.deleteTree(Path.of(
                                file.toString().substring(0, file.toString().length() - LEASE.length())));
                        Files.deleteIfExists(file);
                    } finally {
                        abandoned.get().close();
                    }
                }
            }
        }
    }

    private static Path leaseOf(Path folder) {
        return Path.of(folder + LEASE);
    }
}
