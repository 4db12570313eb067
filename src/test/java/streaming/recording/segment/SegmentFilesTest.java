package streaming.recording.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import streaming.recording.storage.WorkFolders;

class SegmentFilesTest {

    private static final int FILES = 100;

    @Test
    void a_folder_that_is_tidied_up_while_it_is_deleted_is_gone(@TempDir Path work) throws Exception {
        SegmentFiles files = new SegmentFiles(new WorkFolders(work, () -> "installation"), Duration.ofSeconds(30));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                Path folder = folder(work.resolve("abc123"));
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> deleted = both.submit(after(together, () -> {
                    files.delete("abc123");
                    return null;
                }));
                Future<Boolean> cleaned = both.submit(after(together, () -> files.clean("abc123", nothing())));

                deleted.get();
                assertThat(cleaned.get()).isTrue();
                assertThat(folder).doesNotExist();
            }
        } finally {
            both.shutdownNow();
        }
    }

    @Test
    void a_folder_into_which_a_picture_is_written_while_it_is_deleted_is_gone(@TempDir Path work) throws Exception {
        SegmentFiles files = new SegmentFiles(new WorkFolders(work, () -> "installation"), Duration.ofSeconds(30));
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 50; round++) {
                Path folder = folder(work.resolve("abc123"));
                CyclicBarrier together = new CyclicBarrier(2);
                Future<?> deleted = both.submit(after(together, () -> {
                    files.delete("abc123");
                    return null;
                }));
                Future<?> written = both.submit(after(together, () -> {
                    for (int picture = 0;
                            picture < 4 && Files.exists(folder.resolve("segment_" + (FILES - 1) + ".ts"));
                            picture++) {
                        Files.createTempFile(folder, "poster", ".jpg");
                    }
                    return null;
                }));

                deleted.get();
                assertThat(folder).doesNotExist();
                written.cancel(true);
            }
        } finally {
            both.shutdownNow();
        }
    }

    private static <T> Callable<T> after(CyclicBarrier together, Callable<T> deed) {
        return () -> {
            together.await();
            return deed.call();
        };
    }

    private static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < FILES; i++) {
            Files.createFile(folder.resolve("segment_" + i + ".ts"));
        }
        return folder;
    }

    /** No names of files that stay. */
    private static Array nothing() {
        return (Array) Proxy.newProxyInstance(
                Array.class.getClassLoader(),
                new Class<?>[] {Array.class},
                (proxy, method, arguments) -> new String[0]);
    }
}
