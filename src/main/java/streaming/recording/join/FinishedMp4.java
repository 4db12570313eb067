package streaming.recording.join;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.input.BoundedInputStream;
import streaming.recording.mp4.Mp4Layout;

/** The MP4 in a work folder, byte for byte as it is in the store, whichever way it was joined. */
public final class FinishedMp4 {

    private FinishedMp4() {}

    /** @throws NoSuchFileException when there is none */
    public static InputStream open(Path folder) throws IOException {
        Path head = folder.resolve(LiveJoin.HEAD);
        if (!Files.exists(head)) {
            // the only one: each attempt to join deletes what earlier ones left
            try (DirectoryStream<Path> attempts = Files.newDirectoryStream(folder, Joiner.ATTEMPT + "*")) {
                for (Path attempt : attempts) {
                    return Files.newInputStream(attempt.resolve(Join.OUTPUT));
                }
            }
            throw new NoSuchFileException(folder + " holds no MP4");
        }
        Path live = folder.resolve(LiveJoin.OUTPUT);
        long mediaEnd = Mp4Layout.boxes(live, Files.size(live)).stream()
                .filter(box -> box.type().equals("moov"))
                .mapToLong(Mp4Layout.Box::start)
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException(live + " is not finished"));
        long resumes = Math.min(LiveParts.HELD_BACK, mediaEnd);
        FileChannel media = FileChannel.open(live, StandardOpenOption.READ).position(resumes);
        return new SequenceInputStream(
                Files.newInputStream(head),
                BoundedInputStream.builder()
                        .setInputStream(Channels.newInputStream(media))
                        .setMaxCount(mediaEnd - resumes)
                        .get());
    }
}
