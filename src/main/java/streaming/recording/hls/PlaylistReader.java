package streaming.recording.hls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Reads a playlist (RFC 8216) as publishers write them: CR LF, a byte order mark, gzip, odd dates and durations, tags
 * that nobody knows. Only what a recorder needs is read: which segments there are, in which order, where the clock may
 * jump, and whether this is all. A tag that is needed and cannot be read counts as absent and is told in
 * {@link Playlist#ignored}.
 */
public final class PlaylistReader {

    /** Of a broadcast of three days, three lines for each 2 s; what is longer is no broadcast. */
    private static final int MOST_LINES = 400_000;
    /** Of the text that gzip holds; 100,000 entries are 5 MB. */
    private static final int MOST_BYTES = 32 << 20;
    /** Told of the lines that were not understood. */
    private static final int MOST_IGNORED = 20;

    private static final Pattern ATTRIBUTE = Pattern.compile("\\s*([A-Z0-9-]+)\\s*=\\s*(\"[^\"]*\"|[^,]*)(?:,|$)");
    private static final Pattern NUMBER = Pattern.compile("\\s*(\\d{1,18})(?:\\.\\d*)?\\s*");
    private static final Pattern RESOLUTION = Pattern.compile("\\s*(\\d{1,9})[xX](\\d{1,9})\\s*");
    private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,9})?)");
    private static final Pattern RANGE = Pattern.compile("\\d{1,18}(?:@\\d{1,18})?");
    /** What a recorder passes over: it says nothing about which bytes belong and in which order. */
    private static final Set<String> NOT_NEEDED = Set.of(
            "EXT-X-VERSION",
            "EXT-X-TARGETDURATION",
            "EXT-X-PLAYLIST-TYPE",
            "EXT-X-INDEPENDENT-SEGMENTS",
            "EXT-X-START",
            "EXT-X-DEFINE",
            "EXT-X-ALLOW-CACHE",
            "EXT-X-PROGRAM-DATE-TIME",
            "EXT-X-DATERANGE",
            "EXT-X-BITRATE",
            "EXT-X-I-FRAMES-ONLY",
            "EXT-X-I-FRAME-STREAM-INF",
            "EXT-X-SESSION-DATA",
            "EXT-X-SESSION-KEY",
            "EXT-X-CONTENT-STEERING",
            "EXT-X-SERVER-CONTROL",
            "EXT-X-PART-INF",
            "EXT-X-PART",
            "EXT-X-PRELOAD-HINT",
            "EXT-X-RENDITION-REPORT",
            "EXT-X-CUE-OUT",
            "EXT-X-CUE-OUT-CONT",
            "EXT-X-CUE-IN",
            "EXT-X-CUE",
            "EXT-X-SCTE35",
            "EXT-OATCLS-SCTE35",
            "EXT-X-ASSET");

    private final List<Playlist.Entry> entries = new ArrayList<>();
    private final List<Playlist.Variant> variants = new ArrayList<>();
    private final List<Playlist.AudioRendition> audio = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private long sequence;
    private long discontinuitySequence;
    private boolean ended;
    private boolean encrypted;
    private boolean fragmentedMp4;
    private boolean discontinuity;
    private boolean gap;
    private String range;
    private double seconds;
    private Map<String, String> variant;

    private PlaylistReader() {}

    /** @return empty when the bytes are no playlist */
    public static Optional<Playlist> read(byte[] bytes) {
        return text(bytes)
                .filter(text -> text.stripLeading().startsWith("#EXTM3U") && lines(text) <= MOST_LINES)
                .map(text -> new PlaylistReader().playlist(text));
    }

    private Playlist playlist(String text) {
        // not String.lines(): a file name may hold what Unicode calls a line break
        for (String line : text.split("\r\n|\n|\r")) {
            line(line.strip());
        }
        return variants.isEmpty()
                ? new Playlist.Media(
                        List.copyOf(entries),
                        discontinuitySequence,
                        ended,
                        encrypted,
                        fragmentedMp4,
                        List.copyOf(ignored))
                : new Playlist.Multivariant(List.copyOf(variants), List.copyOf(audio), List.copyOf(ignored));
    }

    private void line(String line) {
        if (line.isEmpty()) {
            return;
        }
        if (!line.startsWith("#")) {
            uri(line);
        } else if (line.startsWith("#EXT")) {
            int colon = line.indexOf(':');
            tag(line, line.substring(1, colon < 0 ? line.length() : colon), line.substring(colon + 1));
        }
    }

    private void uri(String uri) {
        if (variant != null) {
            variants.add(new Playlist.Variant(
                    uri,
                    number(variant.getOrDefault("BANDWIDTH", "")),
                    pixels(variant.getOrDefault("RESOLUTION", "")),
                    variant.get("AUDIO")));
            variant = null;
            return;
        }
        entries.add(new Playlist.Entry(uri, sequence++, discontinuity, gap, range, seconds));
        seconds = 0;
        discontinuity = false;
        gap = false;
        range = null;
    }

    private void tag(String line, String name, String value) {
        switch (name) {
            case "EXTM3U" -> {}
            case "EXT-X-MEDIA-SEQUENCE" -> counted(line, value, first -> sequence = first + entries.size());
            case "EXT-X-DISCONTINUITY-SEQUENCE" -> counted(line, value, first -> discontinuitySequence = first);
            case "EXT-X-DISCONTINUITY" -> discontinuity = true;
            case "EXTINF" -> seconds = seconds(value);
            case "EXT-X-GAP" -> gap = true;
            case "EXT-X-ENDLIST" -> ended = true;
            case "EXT-X-MAP" -> fragmentedMp4 = true;
            case "EXT-X-KEY" -> key(line, attributes(value));
            case "EXT-X-BYTERANGE" -> range(line, value.strip());
            // a delta update leaves out what an earlier playlist had; their numbers count (RFC 8216bis, 4.4.5.2)
            case "EXT-X-SKIP" ->
                counted(line, attributes(value).getOrDefault("SKIPPED-SEGMENTS", ""), skipped -> sequence += skipped);
            case "EXT-X-STREAM-INF" -> variant = attributes(value);
            case "EXT-X-MEDIA" -> rendition(attributes(value));
            default -> {
                if (!NOT_NEEDED.contains(name)) {
                    ignore(line);
                }
            }
        }
    }

    private void counted(String line, String value, Consumer<Long> then) {
        Matcher number = NUMBER.matcher(value);
        if (number.matches()) {
            then.accept(Long.parseLong(number.group(1)));
        } else {
            ignore(line);
        }
    }

    private void key(String line, Map<String, String> attributes) {
        String method = attributes.get("METHOD");
        if (method == null) {
            ignore(line);
        } else if (!method.equals("NONE")) {
            encrypted = true;
        }
    }

    private void range(String line, String value) {
        if (RANGE.matcher(value).matches()) {
            range = value;
        } else {
            ignore(line);
        }
    }

    private void rendition(Map<String, String> attributes) {
        if ("AUDIO".equals(attributes.get("TYPE"))) {
            audio.add(new Playlist.AudioRendition(
                    attributes.getOrDefault("GROUP-ID", ""),
                    attributes.get("URI"),
                    "YES".equals(attributes.get("DEFAULT"))));
        }
    }

    private void ignore(String line) {
        if (ignored.size() < MOST_IGNORED) {
            ignored.add(line);
        }
    }

    private static Map<String, String> attributes(String value) {
        Map<String, String> attributes = new java.util.HashMap<>();
        Matcher attribute = ATTRIBUTE.matcher(value);
        while (attribute.find()) {
            String text = attribute.group(2).strip();
            attributes.putIfAbsent(
                    attribute.group(1),
                    text.length() > 1 && text.startsWith("\"") ? text.substring(1, text.length() - 1) : text);
        }
        return attributes;
    }

    private static long number(String value) {
        Matcher number = NUMBER.matcher(value);
        return number.matches() ? Long.parseLong(number.group(1)) : 0;
    }

    private static double seconds(String value) {
        Matcher duration = SECONDS.matcher(value);
        return duration.lookingAt() ? Double.parseDouble(duration.group(1)) : 0;
    }

    private static long pixels(String value) {
        Matcher size = RESOLUTION.matcher(value);
        return size.matches() ? Long.parseLong(size.group(1)) * Long.parseLong(size.group(2)) : 0;
    }

    private static long lines(String text) {
        return text.chars()
                .filter(one -> one == '\n' || one == '\r')
                .limit(MOST_LINES + 1)
                .count();
    }

    /** Without gzip and byte order mark. */
    private static Optional<String> text(byte[] bytes) {
        byte[] plain = bytes;
        if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                plain = in.readNBytes(MOST_BYTES + 1);
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        if (plain.length > MOST_BYTES) {
            return Optional.empty();
        }
        String text = new String(plain, charset(plain));
        return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }
}
