package streaming.recording.kit;

import static streaming.recording.kit.Track.Kind.AUDIO;
import static streaming.recording.kit.Track.Kind.VIDEO;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Broadcasts with codecs that are rare, named wrong, or change. */
final class CodecBroadcasts {
    private final List<KitBroadcast> all = new ArrayList<>();

    private CodecBroadcasts() {
        sound();
        pictures();
        named();
        changes();
        keys();
    }

    static List<KitBroadcast> all() {
        return new CodecBroadcasts().all;
    }

    private static Mux with(String sound) {
        return Mux.of(Source.h264(10).with(Source.sound(sound, 10)));
    }

    private void add(String name, Supplier<Mux> mux) {
        add(name, mux, Right.all());
    }

    private void add(String name, Supplier<Mux> mux, Right right) {
        all.add(new KitBroadcast(name, mux, right));
    }

    private void sound() {
        for (String codec : List.of("mp2", "libmp3lame", "ac3", "eac3", "libopus", "dca")) {
            add("sound " + codec, () -> with(codec));
        }
        add("sound AAC in LATM", () -> with("latm"), Right.all().soundEncoded());
        add("sound S302M", () -> with("s302m"), Right.all().soundEncoded());
        add(
                "sound S302M of eight channels",
                () -> Mux.of(Source.h264(10).with(Source.sound("s302m", "s302m", 10, "-ac 8 -strict -2"))),
                Right.all().soundEncoded());
        add(
                "TrueHD without a registration",
                () -> Mux.of(Source.h264(10).with(Source.sound("truehd", "truehd", 10, "-ac 2 -strict -2"))),
                Right.all().soundEncoded());
        add("five Opus frames a PES packet", () -> with("libopus").written(format -> format.unitsPerPes.put(AUDIO, 5)));
        add(
                "sound MP3 of 8 kHz",
                () -> Mux.of(Source.h264(10).with(Source.sound("libmp3lame", "mp3", 10, "-ar 8000"))),
                // its frames are long, and the last ones reach beyond the pictures
                Right.all().soundEncoded().seconds(10.15));
        add("Opus without the descriptor of its channels", () -> with("libopus")
                .map(AUDIO, track -> track.described(0x06, 0x05, 4, 'O', 'p', 'u', 's')));
        add("AC-3 with an ATSC registration", () -> with("ac3")
                .map(AUDIO, track -> track.described(0x06, 0x05, 4, 'A', 'C', '-', '3')));
        add("AC-3 with a DVB descriptor", () -> with("ac3").map(AUDIO, track -> track.described(0x06, 0x6a, 1, 0)));
        add("E-AC-3 with a DVB descriptor", () -> with("eac3").map(AUDIO, track -> track.described(0x06, 0x7a, 1, 0)));
        add("DTS with a DVB descriptor", () -> with("dca")
                .map(AUDIO, track -> track.described(0x06, 0x7b, 5, 0, 0, 0, 0, 0)));
    }

    private void pictures() {
        add(
                "HEVC",
                () -> Mux.of(Source.hevc(10).with(Source.aac(10))),
                Right.all().tag("hvc1"));
        add(
                "HEVC in PES packets of 1000 bytes",
                () -> Mux.of(Source.hevc(10).with(Source.aac(10))).written(format -> format.cutEvery.put(VIDEO, 1000)),
                Right.all().picturesWithin(0.3).tag("hvc1"));
        add("MPEG-2 with MP2", () -> Mux.of(Source.mpeg2(10).with(Source.sound("mp2", 10))));
        add("MPEG-4 part 2", () -> Mux.of(Source.mpeg4(10).with(Source.aac(10))));
        add(
                "AV1",
                () -> Mux.of(Av1.source(10).with(Source.aac(10))),
                Right.all().any(VIDEO).mayFail().says("av1"));
        add(
                "AV1 alone",
                () -> Mux.of(Av1.source(6)),
                Right.all().any(VIDEO).mayFail().says("av1"));
        add("pictures only", () -> Mux.of(Source.h264(10)));
        add("sound only", () -> Mux.of(Source.aac(10)));
    }

    private void named() {
        add("AC-3 said to be AAC", () -> with("ac3").map(AUDIO, track -> track.saidToBe(0x0f)));
        add("MP2 said to be AAC", () -> with("mp2").map(AUDIO, track -> track.saidToBe(0x0f)));
        add("AAC said to be private data", () -> with("aac").map(AUDIO, track -> track.saidToBe(0x06)));
        add("AAC of an unknown stream type", () -> with("aac").map(AUDIO, track -> track.saidToBe(0x9b)));
        add("AC-3 with a descriptor of teletext", () -> with("ac3")
                .map(AUDIO, track -> track.described(0x06, 0x56, 5, 'e', 'n', 'g', 9, 0)));
        add("AAC with the registration of ID3", () -> with("aac")
                .map(AUDIO, track -> track.described(0x0f, 0x05, 4, 'I', 'D', '3', ' ')));
        add(
                "Blu-ray PCM without a registration",
                () -> Mux.of(Source.h264(10).with(Source.sound("pcm_bluray", "pcm_bluray", 10, "-ac 2"))),
                Right.all().soundEncoded());
        add("H.264 said to be VC-1", () -> with("aac").map(VIDEO, track -> track.saidToBe(0xea)));
        add("H.264 of an unknown stream type", () -> with("aac").map(VIDEO, track -> track.saidToBe(0x9a)));
        add("H.264 said to be MPEG-2", () -> with("aac").map(VIDEO, track -> track.saidToBe(0x02)));
        add("HEVC said to be H.264", () -> Mux.of(Source.hevc(10).with(Source.aac(10)))
                .map(VIDEO, track -> track.saidToBe(0x1b)));
        add(
                "HEVC said to be VVC",
                () -> Mux.of(Source.hevc(6).with(Source.aac(6))).map(VIDEO, track -> track.saidToBe(0x33)),
                Right.all().orIncomplete());
    }

    private void changes() {
        add(
                "AAC, then AC-3 on the same pid",
                () -> Mux.of(Source.h264AndAac(6)).then(Source.h264(4).with(Source.sound("ac3", 4))),
                Right.all().soundEncoded().changes());
        // the last frames of each codec stand in a segment of the other one, on its pid
        add(
                "AAC, then AC-3, then AAC again on the same pid",
                () -> Mux.of(Source.h264AndAac(4))
                        .then(Source.h264(2).with(Source.sound("ac3", 2)))
                        .then(Source.h264AndAac(4)),
                Right.all().soundEncoded().changes());
        add(
                "AAC, then MP2 on another pid",
                () -> Mux.of(Source.h264AndAac(6))
                        .then(Source.h264(4).with(Source.sound("mp2", 4)))
                        .map(AUDIO, track -> track.codec().equals("mp2") ? track.on(0x122) : track),
                Right.all().soundEncoded().changes());
        // what is sent ahead of the later two lies further apart than ffmpeg's muxer waits for
        add(
                "AAC, then MP2 for 12 s, then AC-3",
                () -> Mux.of(slow(2, "aac")).then(slow(12, "mp2")).then(slow(2, "ac3")),
                Right.all().soundEncoded().changes());
        add("other pids from 6 s on", () -> Mux.of(Source.h264AndAac(6)).then(onOtherPids(Source.h264AndAac(4))));
        add(
                "another picture size from 6 s on",
                () -> Mux.of(Source.h264AndAac(6))
                        .then(Source.h264(4, "30", "-vf scale=320:180").with(Source.aac(4))),
                Right.all().changes());
        add(
                "MPEG-2 of another size from 6 s on",
                () -> Mux.of(Source.mpeg2(6).with(Source.sound("mp2", 6)))
                        .then(Source.mpeg2(4, "-vf scale=320:180").with(Source.sound("mp2", 4))),
                Right.all().changes());
        add(
                "H.264, then HEVC",
                () -> Mux.of(Source.h264AndAac(6)).then(Source.hevc(4).with(Source.aac(4))),
                Right.all().any(VIDEO).anyLength().changes());
        add("AC-3 5.1, one segment of 2.0", () -> Mux.of(surround(6))
                .then(Source.h264(2).with(Source.sound("ac3", "ac3", 2, "-ac 2")))
                .then(surround(4)));
        add(
                "AAC of 48 kHz, then of 44.1 kHz",
                () -> Mux.of(Source.h264AndAac(6))
                        .then(Source.h264(4).with(Source.sound("aac", "aac", 4, "-ar 44100"))),
                Right.all().soundEncoded().changes());
    }

    private static Source slow(double seconds, String sound) {
        return Source.h264(seconds, "5", "-g 10").with(Source.sound(sound, seconds));
    }

    private static Source onOtherPids(Source source) {
        Map<Track, Track> moved = new HashMap<>();
        return new Source(
                source.seconds(),
                source.units().stream()
                        .map(unit -> {
                            AccessUnit copy = unit.copy();
                            copy.track = moved.computeIfAbsent(unit.track, track -> track.on(track.pid() + 0x40));
                            return copy;
                        })
                        .toList());
    }

    private static Source surround(double seconds) {
        return Source.h264(seconds).with(Source.sound("ac3", "ac3", seconds, "-ac 6"));
    }

    private void keys() {
        add(
                "MPEG-2 that begins off a key picture",
                () -> Mux.of(Source.mpeg2(12).with(Source.sound("mp2", 12))).startsAtPicture(30),
                Right.all().seconds(11).says("key"));
        add(
                "MPEG-4 that begins off a key picture",
                () -> Mux.of(Source.mpeg4(12).with(Source.aac(12))).startsAtPicture(30),
                Right.all().seconds(11).says("key"));
        add(
                "H.264 that begins off a key picture",
                () -> Mux.of(Source.h264AndAac(12)).startsAtPicture(30),
                Right.all().any(VIDEO).seconds(11));
        add(
                "I pictures only, none of them IDR",
                () -> Mux.of(Source.h264(10, "30", "-bf 0 -g 600 -force_key_frames expr:1")
                                .with(Source.aac(10)))
                        .startsAtPicture(2)
                        .each(Nals::withoutSupplements),
                Right.all().seconds(9.93));
        add(
                "H.264 without IDR and recovery point",
                () -> Mux.of(Source.h264(12, "30", "-x264-params open-gop=1:keyint=60:bframes=2")
                                .with(Source.aac(12)))
                        .startsAtPicture(64)
                        .each(Nals::withoutSupplements),
                Right.all().any(VIDEO).anyLength());
    }
}
