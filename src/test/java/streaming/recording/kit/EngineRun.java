package streaming.recording.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import streaming.recording.join.JoinResult;
import streaming.recording.join.JoinSegment;
import streaming.recording.join.NormalisedStream;
import streaming.recording.timeline.GapPolicy;

/**
 * Segments joined by the engine of the service and a real ffmpeg, in this process, without database and bucket.
 *
 * @param said what ffmpeg complained of; empty when all went well
 */
record EngineRun(JoinResult result, byte[] mp4, String said) {

    /** Milliseconds since 1970. */
    private static final long FIRST_UPLOAD = 1_800_000_000_000L;
    /** As long as a segment lasts. */
    private static final long BETWEEN_UPLOADS = 2_000;

    static EngineRun of(Publication source, Path folder) throws IOException {
        List<JoinSegment> segments = new ArrayList<>();
        List<Path> files = source.files(folder);
        for (int i = 0; i < files.size(); i++) {
            segments.add(new JoinSegment(
                    files.get(i), source.pieces().get(i).discontinuity(), FIRST_UPLOAD + i * BETWEEN_UPLOADS, i > 0));
        }
        try (NormalisedStream stream = NormalisedStream.open(segments, GapPolicy.KEEP)) {
            Path mp4 = folder.resolve("joined.mp4");
            String said = Remux.run(
                    stream,
                    List.of(
                            "-correct_ts_overflow",
                            "0",
                            "-f",
                            "mpegts",
                            "-i",
                            "pipe:0",
                            "-map",
                            "0:v?",
                            "-map",
                            "0:a?",
                            "-c",
                            "copy",
                            "-copyts",
                            "-start_at_zero",
                            "-movie_timescale",
                            "90000",
                            "-movflags",
                            "+faststart",
                            "-f",
                            "mp4"),
                    mp4);
            return new EngineRun(stream.result(), Files.exists(mp4) ? Files.readAllBytes(mp4) : new byte[0], said);
        }
    }
}
