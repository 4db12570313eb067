package streaming.recording.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a broadcaster has to send: elementary streams of the same length that begin together.
 *
 * @param seconds of the whole
 * @param units of all tracks, each track in decoding order
 */
public record Source(double seconds, List<AccessUnit> units) {

    public static Source h264AndAac(double seconds) {
        return h264(seconds).with(aac(seconds));
    }

    public static Source h264(double seconds) {
        return h264(seconds, "30", "");
    }

    static Source h264(double seconds, String rate, String more) {
        return new Source(seconds, Elementary.video("libx264", "h264", seconds, rate, more));
    }

    static Source hevc(double seconds) {
        return new Source(seconds, Elementary.video("libx265", "hevc", seconds, "30", ""));
    }

    static Source mpeg2(double seconds) {
        return mpeg2(seconds, "");
    }

    static Source mpeg2(double seconds, String more) {
        return new Source(seconds, Elementary.video("mpeg2video", "mpeg2video", seconds, "30", more));
    }

    static Source mpeg4(double seconds) {
        return new Source(seconds, Elementary.video("mpeg4", "mpeg4", seconds, "30", ""));
    }

    static Source aac(double seconds) {
        return sound("aac", seconds);
    }

    /** @param codec ffmpeg's name of the encoder */
    static Source sound(String codec, double seconds) {
        return switch (codec) {
            case "libmp3lame" -> sound("libmp3lame", "mp3", seconds, "");
            case "libopus" -> sound("libopus", "opus", seconds, "-b:a 48k");
            case "dca" -> sound("dca", "dts", seconds, "-ac 2 -strict -2");
            case "s302m" -> sound("s302m", "s302m", seconds, "-ac 2 -strict -2");
            case "latm" -> sound("aac", "aac_latm", seconds, "-mpegts_flags latm");
            default -> sound(codec, codec, seconds, "");
        };
    }

    static Source sound(String encoder, String codec, double seconds, String more) {
        return new Source(seconds, Elementary.audio(encoder, codec, seconds, more));
    }

    /** The tracks of both, side by side. */
    Source with(Source other) {
        List<AccessUnit> all = new ArrayList<>(units);
        all.addAll(other.units);
        return new Source(Math.max(seconds, other.seconds), all);
    }

    /** Only what begins before this time. */
    Source first(double length) {
        return new Source(
                length,
                units.stream()
                        .filter(unit -> unit.contentPts < Mux.ticks(length))
                        .toList());
    }

    /** A track of data: units of the given bytes, so many a second. */
    Source withData(Track track, double perSecond, byte[] content) {
        List<AccessUnit> all = new ArrayList<>(units);
        for (int i = 0; i < seconds * perSecond; i++) {
            byte[] numbered = Arrays.copyOf(content, content.length);
            all.add(new AccessUnit(track, numbered, false, Mux.ticks(i / perSecond), Mux.ticks(i / perSecond)));
        }
        return new Source(seconds, all);
    }
}
