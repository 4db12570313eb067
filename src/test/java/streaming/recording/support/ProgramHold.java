package streaming.recording.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Stands in for ffmpeg or ffprobe: it is that program, but for the times when it is held up before or after its work.
 */
public final class ProgramHold implements Hold {

    private final Path folder;
    private final Path script;

    /** @param program that does the work */
    public ProgramHold(Path program) {
        try {
            folder = Files.createTempDirectory("program");
            script = folder.resolve(program.getFileName());
            Files.writeString(
                    script,
                    """
                    #!/bin/sh
                    hold() {
                        if [ -e '%1$s'/hold-"$1" ]; then
                            touch '%1$s'/reached
                            while [ -e '%1$s'/hold-"$1" ]; do sleep 0.05; done
                        fi
                    }
                    # the poster is made beside the join
                    case "$*" in *image2pipe*) exec '%2$s' "$@" ;; esac
                    hold before
                    '%2$s' "$@"
                    status=$?
                    hold after
                    exit $status
                    """
                            .formatted(folder, program.toAbsolutePath()));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What to set as FFMPEG or FFPROBE. */
    public String path() {
        return script.toString();
    }

    /** From now on it does nothing, its standard input unread. */
    public ProgramHold before() {
        return hold("before");
    }

    /** From now on it does its work and does not come back. */
    public ProgramHold after() {
        return hold("after");
    }

    private ProgramHold hold(String when) {
        try {
            Files.deleteIfExists(folder.resolve("reached"));
            Files.createFile(folder.resolve("hold-" + when));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void awaitReached() {
        await(script + " is held").atMost(Recorder.LONG).until(() -> Files.exists(folder.resolve("reached")));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve("hold-before"));
            Files.deleteIfExists(folder.resolve("hold-after"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
