package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A live broadcast: a picture with a running clock and a beep each second, encoded in real time (H.264 with B-frames,
 * AAC 48 kHz), cut into HLS segments that appear in {@code live-segments/{stream_key}/} as a streaming server puts them
 * there: the segment first, then the playlist that lists it.
 *
 * <p>The source segments stay in a local folder, to compare a recording with. While the store refuses, segments wait
 * and are put again; what cannot be put within a minute after the end makes {@link #awaitEnd()} fail.
 */
public final class Broadcast implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Builder settings;
    private final S3Client client;
    private final Scratch scratch;
    private final Path folder;
    private final Process encoder;
    private final Thread uploader;
    private final List<Path> sent = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    private Broadcast(Builder settings, S3Client client) throws IOException {
        this.settings = settings;
        this.client = client;
        scratch = settings.folder == null ? Scratch.make("broadcast") : null;
        folder = scratch == null ? Files.createDirectories(settings.folder) : scratch.folder();
        var builder = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("ffmpeg.log").toFile());
        encoder = Child.start(Child.As.US, builder);
        uploader = new Thread(this::upload, "broadcast-" + settings.key);
        uploader.setDaemon(true);
        uploader.start();
    }

    /** A broadcast of this length: 1280x720, 30 frames a second, segments of 2 seconds, key {@code demo}. */
    public static Builder of(Duration duration) {
        return new Builder(duration);
    }

    /**
     * How far a broadcast is.
     *
     * @param segments in the bucket
     * @param bytes of the last one
     * @param last its local copy
     */
    public record Progress(int segments, long bytes, Path last) {}

    /** What to broadcast. */
    public static final class Builder {
        private final Duration duration;
        private String key = "demo";
        private String bucket = "live-segments";
        private int width = 1280;
        private int height = 720;
        private int fps = 30;
        private int window;
        private int startNumber;
        private Duration segment = Duration.ofSeconds(2);
        private Path folder;
        private Consumer<Progress> listener = progress -> {};

        private Builder(Duration duration) {
            this.duration = duration;
        }

        /** The stream key: the folder in the bucket. */
        public Builder key(String streamKey) {
            key = streamKey;
            return this;
        }

        public Builder bucket(String name) {
            bucket = name;
            return this;
        }

        /** Pixels; both even. */
        public Builder size(int wide, int high) {
            width = wide;
            height = high;
            return this;
        }

        public Builder fps(int framesPerSecond) {
            fps = framesPerSecond;
            return this;
        }

        /** Length of a segment. */
        public Builder segment(Duration length) {
            segment = length;
            return this;
        }

        /** How many of the latest segments the playlist lists; 0, the default, lists all. */
        public Builder window(int segments) {
            window = segments;
            return this;
        }

        /** Number in the name of the first segment; 0 by default. */
        public Builder startNumber(int number) {
            startNumber = number;
            return this;
        }

        /** Where the source segments stay; without it in a temporary folder that {@link Broadcast#close()} deletes. */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        /** Told after each segment is in the bucket, from the broadcast's thread. */
        public Builder onProgress(Consumer<Progress> told) {
            listener = told;
            return this;
        }

        /** Goes live. */
        public Broadcast start(S3Server s3) {
            return start(s3.client());
        }

        /** Goes live, into a bucket that is there. */
        public Broadcast start(S3Client client) {
            try {
                return new Broadcast(this, client);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The segments that are in the bucket, in order: local copies. */
    public List<Path> sourceSegments() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** The folder of the source segments and of {@code ffmpeg.log}. */
    public Path folder() {
        return folder;
    }

    /** Ends early, in order: the last segment is shorter, the playlist says that it is the end. */
    public void stop() {
        stopped = true;
        Child.end(encoder);
    }

    /**
     * Breaks off like a streamer whose machine lost power: the segment in the making is lost, the playlist has no end.
     */
    public void breakOff() {
        stopped = true;
        Child.kill(encoder);
    }

    /**
     * Returns when the last segment and the last playlist are in the bucket.
     *
     * @throws IllegalStateException when the encoder failed, with what it said, or the bucket did not take a segment
     */
    public Broadcast awaitEnd() {
        try {
            uploader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while on air", e);
        }
        if (failure != null) {
            throw new IllegalStateException("the broadcast failed: " + failure.getMessage(), failure);
        }
        return this;
    }

    /** Breaks off if on air, and deletes temporary files. */
    @Override
    public void close() {
        closed = true;
        breakOff();
        uploader.interrupt();
        try {
            uploader.join();
            if (scratch != null) {
                scratch.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        var command = new ArrayList<>(List.of(
                Ffmpeg.encoder().toString(), "-hide_banner", "-nostats", "-loglevel", "warning", "-nostdin", "-y"));
        String length = ":duration=" + HlsArguments.seconds(settings.duration);
        command.add("-re");
        String size = settings.width + "x" + settings.height;
        command.addAll(HlsArguments.lavfi("testsrc2=size=" + size + ":rate=" + settings.fps + length + clock()));
        command.add("-re");
        command.addAll(HlsArguments.lavfi(
                "aevalsrc=exprs='0.3*sin(2*PI*1000*t)*lt(mod(t,1),0.1)':sample_rate=48000" + length));
        command.addAll(List.of("-map", "0:v", "-map", "1:a"));
        command.addAll(HlsArguments.h264(true, settings.segment));
        String bits = Integer.toString(
                Math.max(200_000, 3 * settings.width * settings.height)); // a second: 2.7 Mbit for 1280x720
        command.addAll(List.of("-b:v", bits, "-maxrate", bits, "-bufsize", bits, "-c:a", "aac", "-b:a", "128k"));
        command.addAll(HlsArguments.hls(settings.segment, settings.startNumber, settings.window));
        return command;
    }

    /** The clock and frame number that testsrc2 draws into 100x36 pixels of its corner, larger: no fonts are needed. */
    private String clock() {
        int times = settings.width / 256;
        return times < 2
                ? ""
                : ",split[picture][corner];[corner]crop=100:36:2:2,scale=iw*" + times + ":ih*" + times
                        + ":flags=neighbor[clock];[picture][clock]overlay=(W-w)/2:(H-h)/4";
    }

    private void upload() {
        String seen = "";
        long deadline = Long.MAX_VALUE;
        try {
            while (!closed) {
                boolean ended = encoder.waitFor(50, TimeUnit.MILLISECONDS);
                if (ended && deadline == Long.MAX_VALUE) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                String playlist = playlist();
                try {
                    if (!playlist.equals(seen)) {
                        put(playlist);
                        seen = playlist;
                    } else if (ended) {
                        checkExit();
                        return;
                    }
                } catch (SdkException storeRefuses) {
                    if (System.nanoTime() > deadline) {
                        throw storeRefuses;
                    }
                }
            }
        } catch (InterruptedException byClose) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            failure = e instanceof RuntimeException unchecked ? unchecked : new UncheckedIOException((IOException) e);
        }
    }

    /** All segments up to the last that the playlist lists, then the playlist. */
    private void put(String playlist) throws IOException {
        int last = playlist.lines()
                .filter(line -> line.endsWith(".ts"))
                .mapToInt(Segments::number)
                .max()
                .orElse(-1);
        for (int number = settings.startNumber + sent.size(); number <= last; number++) {
            Path segment = folder.resolve("segment_%03d.ts".formatted(number));
            client.putObject(
                    request -> request.bucket(settings.bucket)
                            .key(settings.key + "/" + segment.getFileName())
                            .contentType("video/mp2t"),
                    RequestBody.fromFile(segment));
            synchronized (sent) {
                sent.add(segment);
            }
            settings.listener.accept(new Progress(sent.size(), Files.size(segment), segment));
        }
        client.putObject(
                request -> request.bucket(settings.bucket)
                        .key(settings.key + "/" + HlsArguments.PLAYLIST)
                        .contentType("application/vnd.apple.mpegurl"),
                RequestBody.fromString(playlist, StandardCharsets.UTF_8));
    }

    private String playlist() throws IOException {
        Path file = folder.resolve(HlsArguments.PLAYLIST);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void checkExit() throws IOException {
        if (encoder.exitValue() != 0 && !stopped) {
            throw new IllegalStateException(
                    "ffmpeg exit " + encoder.exitValue() + "\n" + Files.readString(folder.resolve("ffmpeg.log")));
        }
    }
}
