package streaming.recording.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A work folder on a disk of its own: a tmpfs in a mount namespace of the service's process, which is gone when the
 * process is. From outside it is seen through /proc.
 */
public final class SmallDisk {

    private final Recorder recorder;
    private final long size;

    private SmallDisk(Recorder recorder, long size) {
        this.recorder = recorder;
        this.size = size;
    }

    /** Empty when this machine lets us mount nothing, neither as root nor in a namespace of our own. */
    public static Optional<List<String>> way() {
        return List.of(List.of("unshare", "-m"), List.of("unshare", "-Urm")).stream()
                .filter(unshare -> mounts(unshare))
                .findFirst();
    }

    /** @param recorder not yet started; @param megabytes of the disk */
    public static SmallDisk under(Recorder recorder, List<String> unshare, int megabytes) {
        Path folder = recorder.workFolder();
        List<String> way = new ArrayList<>(unshare);
        way.addAll(List.of(
                "sh",
                "-c",
                "mkdir -p '" + folder + "' && mount -t tmpfs -o size=" + megabytes + "m tmpfs '" + folder
                        + "' && exec \"$@\"",
                "sh"));
        recorder.by(way).start();
        return new SmallDisk(recorder, (long) megabytes << 20);
    }

    /** The work folder as the service sees it. */
    public Path folder() {
        return Path.of("/proc", Long.toString(recorder.process().pid()), "root")
                .resolve(recorder.workFolder().toString().substring(1));
    }

    /** Fills the disk with something that is not ours, or makes room, until so much is left. */
    public void leave(long bytes) {
        Path ballast = folder().resolve("ballast");
        try {
            Files.deleteIfExists(ballast);
            long free = folder().toFile().getUsableSpace();
            try (OutputStream out = Files.newOutputStream(ballast)) {
                byte[] block = new byte[4096];
                for (long left = free - bytes; left > 0; left -= block.length) {
                    out.write(block);
                }
            }
            assertThat(folder().toFile().getUsableSpace()).isLessThanOrEqualTo(bytes + 8192);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves so much of the disk used, in percent. */
    public void use(int percent) {
        leave(size - size * percent / 100);
    }

    /** Deletes what is not ours. */
    public void clear() {
        try {
            Files.deleteIfExists(folder().resolve("ballast"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mounts(List<String> unshare) {
        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
