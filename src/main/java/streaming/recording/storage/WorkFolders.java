package streaming.recording.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The folders of recordings in the work folder, and whose they are. Two installations with a database each may be given
 * the same WORK_DIR, whose default is the same for all, and record the same stream keys. So each folder carries the id
 * of its installation, and what belongs to another is neither read nor written nor deleted.
 */
public final class WorkFolders {

    /** In each folder: the id of the installation that it belongs to. */
    public static final String OWNER = ".owner";

    private final Path workFolder;
    private final Supplier<String> installation;

    /** @param installation the id of this one; asked for when it is first needed */
    public WorkFolders(Path workFolder, Supplier<String> installation) {
        this.workFolder = workFolder;
        this.installation = installation;
    }

    /** @param folder of a recording, as in recording_capture */
    public Path path(String folder) {
        Path path = workFolder.resolve(folder).normalize();
        if (!workFolder.normalize().equals(path.getParent())) {
            throw new IllegalArgumentException("Not a folder of a recording: " + folder);
        }
        return path;
    }

    /**
     * The folder, made where it is not there, and ours from then on.
     *
     * @throws IOException also when it belongs to another installation
     */
    public Path make(String folder) throws IOException {
        Path path = Files.createDirectories(path(folder));
        String owner = owner(path);
        if (owner == null) {
            mark(path);
            owner = owner(path);
        }
        if (!installation.get().equals(owner)) {
            throw new IOException(path + " belongs to another installation of the Recording Service");
        }
        return path;
    }

    /**
     * Whole or not at all: the disk may be full. An instance that was faster, of this installation or another, wins.
     */
    private void mark(Path path) throws IOException {
        Path part = path.resolve(OWNER + "." + UUID.randomUUID());
        try {
            Files.writeString(part, installation.get());
            Files.move(part, path.resolve(OWNER));
        } catch (FileAlreadyExistsException e) {
            // it is marked
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Whether the folder belongs to another installation. One that nobody has marked, or that is not there, does not.
     */
    public boolean isTaken(String folder) throws IOException {
        return isTaken(path(folder));
    }

    boolean isTaken(Path path) throws IOException {
        String owner = owner(path);
        return owner != null && !owner.equals(installation.get());
    }

    /** The names of all folders here that are ours. */
    public List<String> ours() throws IOException {
        try (Stream<Path> all = Files.list(Files.createDirectories(workFolder))) {
            List<Path> folders = all.filter(Files::isDirectory).toList();
            List<String> ours = new ArrayList<>();
            for (Path folder : folders) {
                if (installation.get().equals(owner(folder))) {
                    ours.add(folder.getFileName().toString());
                }
            }
            return ours;
        }
    }

    /** Nothing in it is old from now on, for those who tidy up by age. */
    public void touch(String folder) throws IOException {
        Path path = path(folder);
        if (!Files.isDirectory(path) || isTaken(path)) {
            return;
        }
        FileTime now = FileTime.from(Instant.now());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                try {
                    Files.setLastModifiedTime(file, now);
                } catch (NoSuchFileException e) {
                    // it was tidied up just now
                    continue;
                }
            }
        }
    }

    /**
     * Deletes a folder with all that is in it, one file after the other: a month has a million.
     *
     * @throws java.nio.file.DirectoryNotEmptyException when a file was written meanwhile
     */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String owner(Path path) throws IOException {
        try {
            return Files.readString(path.resolve(OWNER)).strip();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
