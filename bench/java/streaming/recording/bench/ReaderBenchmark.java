package streaming.recording.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import streaming.recording.embedded.Segments;
import streaming.recording.join.JoinSegment;
import streaming.recording.join.NormalisedStream;
import streaming.recording.timeline.GapPolicy;
import streaming.recording.ts.NotTransportStream;
import streaming.recording.ts.SegmentContent;
import streaming.recording.ts.SegmentReader;

/**
 * How fast the segment reader and the normaliser are on one core: {@code mvn -Pbench test-compile exec:exec
 * -Dbench=reader}. The rivals in the same run are a checksum of the same bytes in memory, and the same files read and
 * not looked at.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReaderBenchmark {

    private static final Segments.Spec SPEC =
            Segments.of(Duration.ofSeconds(60)).size(1280, 720);

    private List<Path> files;
    private List<byte[]> segments;
    private List<SegmentContent> contents;

    @Setup
    public void read() throws IOException, NotTransportStream {
        files = SPEC.make();
        segments = new ArrayList<>();
        contents = new ArrayList<>();
        for (Path file : files) {
            segments.add(Files.readAllBytes(file));
            contents.add(SegmentReader.read(file));
        }
    }

    @Benchmark
    public long checksum() {
        CRC32C crc = new CRC32C();
        segments.forEach(segment -> crc.update(segment, 0, segment.length));
        return crc.getValue();
    }

    @Benchmark
    public long segmentReader() throws IOException, NotTransportStream {
        long units = 0;
        for (byte[] segment : segments) {
            units += SegmentReader.read(new ByteArrayInputStream(segment))
                    .video()
                    .orElseThrow()
                    .accessUnits();
        }
        return units;
    }

    @Benchmark
    public long filesRead() throws IOException {
        long bytes = 0;
        for (Path file : files) {
            try (InputStream stream = Files.newInputStream(file)) {
                bytes += drain(stream);
            }
        }
        return bytes;
    }

    @Benchmark
    public long normaliser() throws IOException {
        List<JoinSegment> order =
                files.stream().map(file -> new JoinSegment(file, false)).toList();
        try (InputStream stream = NormalisedStream.open(order, contents, GapPolicy.KEEP)) {
            return drain(stream);
        }
    }

    private static long drain(InputStream stream) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            bytes += read;
        }
        return bytes;
    }

    public static void main(String[] args) throws RunnerException, IOException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ReaderBenchmark.class.getSimpleName())
                        .build())
                .run();
        long bytes = 0;
        for (Path file : SPEC.make()) {
            bytes += Files.size(file);
        }
        for (RunResult result : results) {
            System.out.printf(
                    "%-16s %6.2f GB/s%n",
                    result.getPrimaryResult().getLabel(),
                    bytes / 1e6 / result.getPrimaryResult().getScore());
        }
    }
}
