package streaming.recording.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a viewer gets to see and hear: a checksum of each decoded picture and of each decoded stretch of sound, in the
 * order of presentation, for each track. Two files with equal values show the same, however they are packed.
 *
 * @param tracks video first, then audio, as they are in the file
 */
public record Decoded(List<Track> tracks) {
    /**
     * One track.
     *
     * @param kind {@code video} or {@code audio}
     * @param frames MD5 of each decoded frame
     */
    public record Track(String kind, List<String> frames) {}

    /**
     * Decodes TS segments, their bytes one after the other.
     *
     * @throws IllegalStateException when ffmpeg cannot, with what it says
     */
    public static Decoded of(List<Path> segments) {
        return decode(List.of("-f", "mpegts", "-i", "pipe:0"), segments);
    }

    /**
     * Decodes an MP4 with all its frames, also those that its edit list hides.
     *
     * @throws IllegalStateException when ffmpeg cannot, with what it says
     */
    public static Decoded of(Path mp4) {
        return decode(
                List.of("-ignore_editlist", "1", "-i", mp4.toAbsolutePath().toString()), List.of());
    }

    /** The frames of the first video track; empty when there is none. */
    public List<String> video() {
        return first("video");
    }

    /** The frames of the first audio track; empty when there is none. */
    public List<String> audio() {
        return first("audio");
    }

    private List<String> first(String kind) {
        return tracks.stream()
                .filter(track -> track.kind().equals(kind))
                .findFirst()
                .map(Track::frames)
                .orElse(List.of());
    }

    /** Where this differs from another, in one line; empty when it does not. */
    public Optional<String> difference(Decoded other) {
        if (tracks.size() != other.tracks.size()) {
            return Optional.of(tracks.size() + " tracks, not " + other.tracks.size());
        }
        for (int i = 0; i < tracks.size(); i++) {
            List<String> ours = tracks.get(i).frames();
            List<String> theirs = other.tracks.get(i).frames();
            int same = 0;
            while (same < Math.min(ours.size(), theirs.size()) && ours.get(same).equals(theirs.get(same))) {
                same++;
            }
            if (same < Math.max(ours.size(), theirs.size())
                    || !tracks.get(i).kind().equals(other.tracks.get(i).kind())) {
                return Optional.of("track " + i + " (" + tracks.get(i).kind() + "): " + ours.size() + " frames, not "
                        + theirs.size() + "; the first that differs is frame " + same);
            }
        }
        return Optional.empty();
    }

    private static Decoded decode(List<String> input, List<Path> stdin) {
        var command =
                new ArrayList<>(List.of(Ffmpeg.ffmpeg().toString(), "-hide_banner", "-nostats", "-loglevel", "error"));
        command.addAll(input);
        // Neither repeat nor drop frames to make the rate even. Older than ffmpeg 5.1 it is called -vsync.
        command.addAll(List.of("-map", "0:v?", "-map", "0:a?", "-fps_mode", "passthrough"));
        // Each frame as it is: after a change of the picture's size ffmpeg would scale to the first one.
        // Not "-autoscale 0": from ffmpeg 8 on it takes no argument.
        command.addAll(List.of("-noautoscale", "-f", "framemd5", "pipe:1"));
        try {
            Path errors = Files.createTempFile("decode", ".log");
            try {
                return decode(command, stdin, errors);
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Decoded decode(List<String> command, List<Path> stdin, Path errors) throws IOException {
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var feeder = new Thread(() -> feed(stdin, process.getOutputStream()), "decode-feeder");
        feeder.start();
        String table = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        try {
            feeder.join();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "exit " + process.exitValue() + ": " + command + "\n" + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return read(table);
    }

    private static void feed(List<Path> files, OutputStream stdin) {
        try (stdin) {
            for (Path file : files) {
                Files.copy(file, stdin);
            }
        } catch (IOException ended) {
            // ffmpeg gave up; its exit code and its log say why
        }
    }

    /** Lines "#media_type 0: video" and "0, dts, pts, duration, size, md5". */
    private static Decoded read(String table) {
        var tracks = new TreeMap<Integer, Track>();
        for (String line : table.split("\n")) {
            if (line.startsWith("#media_type ")) {
                String[] parts = line.substring("#media_type ".length()).split(": ");
                tracks.put(Integer.valueOf(parts[0]), new Track(parts[1].strip(), new ArrayList<>()));
            } else if (!line.startsWith("#") && !line.isBlank()) {
                String[] columns = line.split(",");
                tracks.get(Integer.valueOf(columns[0].strip())).frames().add(columns[5].strip());
            }
        }
        return new Decoded(List.copyOf(tracks.values()));
    }
}
