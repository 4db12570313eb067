package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Folders of unpacked programs, one per version, shared by all JVMs of one user and kept between runs.
 *
 * <p>One JVM fills a folder, under another name, and then renames it; the others wait, and see it whole or not at all.
 * It carries an inventory (number and sum of bytes of its files): a folder from which a cleaner of temporary files took
 * something is unpacked again.
 */
final class Cache {
    /** Fills an empty folder. */
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    private static final String INVENTORY = ".inventory";

    private Cache() {}

    /**
     * The folder of this name, filled if it is not there yet.
     *
     * @param name one path element that holds program, version and architecture
     * @throws UncheckedIOException when no place of {@link #places()} can hold programs; the message lists why
     */
    static Path folder(String name, Filler filler) {
        return folder(places(), name, filler);
    }

    /** As {@link #folder(String, Filler)}, in the first of these places that can hold programs. */
    static Path folder(List<Path> places, String name, Filler filler) {
        var reasons = new ArrayList<String>();
        for (Path place : places) {
            try {
                return folderIn(place, name, filler);
            } catch (IOException e) {
                reasons.add(place + ": " + e);
            }
        }
        throw new UncheckedIOException(new IOException("no folder for " + name + " can be made: " + reasons));
    }

    private static Path folderIn(Path place, String name, Filler filler) throws IOException {
        makePlace(place);
        Path folder = place.resolve(name);
        while (!isWhole(folder)) {
            Optional<FileLease> lease = FileLease.take(place.resolve("." + name + ".lease"));
            if (lease.isEmpty()) { // another JVM is at it
                pause();
                continue;
            }
            try {
                if (!isWhole(folder)) {
                    fill(folder, filler);
                }
            } finally {
                lease.get().close();
            }
        }
        return folder;
    }

    private static void fill(Path folder, Filler filler) throws IOException {
        String name = folder.getFileName().toString();
        try (var left = Files.newDirectoryStream(folder.getParent(), name + ".part-*")) {
            for (Path abandoned : left) {
                deleteTree(abandoned);
            }
        }
        Path fresh = Files.createDirectory(folder.resolveSibling(name + ".part-" + UUID.randomUUID()));
        try {
            filler.fill(fresh);
            makeReadable(fresh);
            Files.writeString(fresh.resolve(INVENTORY), inventory(fresh));
            if (Files.exists(folder)) { // a damaged one
                Path aside = folder.resolveSibling(name + ".part-" + UUID.randomUUID());
                Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
                deleteTree(aside);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(fresh);
        }
    }

    /**
     * Whatever the umask: root's PostgreSQL may have to run as another user. What comes out of public artifacts is no
     * secret.
     */
    private static void makeReadable(Path folder) throws IOException {
        for (Path path : filesOf(folder)) {
            if (!Files.isSymbolicLink(path)) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(Files.isExecutable(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private static boolean isWhole(Path folder) throws IOException {
        Path inventory = folder.resolve(INVENTORY);
        return Files.isRegularFile(inventory) && Files.readString(inventory).equals(inventory(folder));
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String inventory(Path folder) throws IOException {
        long files = 0;
        long bytes = 0;
        for (Path file : filesOf(folder)) {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && !file.getFileName().toString().equals(INVENTORY)) {
                files++;
                bytes += Files.size(file);
            }
        }
        return files + " files, " + bytes + " bytes\n";
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.toList();
        } catch (UncheckedIOException e) { // a file vanished while we walked
            throw e.getCause();
        }
    }

    /** The user's cache, then a folder of the user's own among the temporary files. */
    static List<Path> places() {
        var places = new ArrayList<Path>();
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = Path.of(System.getProperty("user.home", ""));
        if (cache != null && Path.of(cache).isAbsolute()) {
            places.add(Path.of(cache, "recording-service"));
        } else if (home.isAbsolute() && home.getNameCount() > 0 && Files.isWritable(home)) { // "?" and "/": no home
            places.add(home.resolve(".cache/recording-service"));
        }
        places.add(temporary());
        return places;
    }

    /** The user's own folder among the temporary files. */
    static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"))
                .toAbsolutePath()
                .resolve("recording-service-" + Child.uid());
    }

    private static void makePlace(Path place) throws IOException {
        Files.createDirectories(place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path probe = Files.createTempFile(
                place, "probe", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            // Among the temporary files somebody else may have made the folder first, to have us run his programs.
            if (!Files.getOwner(place).equals(Files.getOwner(probe))) {
                throw new IOException("belongs to " + Files.getOwner(place));
            }
            if (!Files.isExecutable(probe)) {
                throw new IOException("mounted noexec: programs cannot run there");
            }
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** Deletes a folder with all that is in it; one that is not there is no error. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
