package streaming.recording.ts;

import static streaming.recording.ts.CodecRow.audio;
import static streaming.recording.ts.CodecRow.other;
import static streaming.recording.ts.CodecRow.video;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import streaming.recording.ts.TrackContent.Kind;

/**
 * All that may be carried in a transport stream, one row each: ffmpeg's name, how program maps announce it (ISO/IEC
 * 13818-1 table 2-34; ETSI EN 300 468, 6.1; the registrations of SMPTE-RA), how its frames or pictures are found, and
 * what becomes of it in an MP4.
 */
public enum Codec {
    H264(video("h264").copied().pictures(VideoUnits.Syntax.H264).types(0x1b)),
    HEVC(video("hevc").copied().pictures(VideoUnits.Syntax.HEVC).types(0x24).registered("HEVC")),
    MPEG2(video("mpeg2video").copied().pictures(VideoUnits.Syntax.MPEG2).types(0x02, 0x01)),
    MPEG4(video("mpeg4").copied().pictures(VideoUnits.Syntax.MPEG4).types(0x10)),
    VVC(video("vvc").types(0x33).registered("VVC1")),
    AV1(video("av1").announcedAs(0x06, "AV01").registered("AV01")),
    VC1(video("vc1").types(0xea).registered("VC-1")),
    JPEG2000(video("jpeg2000").types(0x21)),
    JPEG_XS(video("jpegxs").types(0x32)),
    CAVS(video("cavs").types(0x42)),
    AVS2(video("avs2").types(0xd2).registered("AVSV")),
    AVS3(video("avs3").types(0xd4).registered("AVS3")),
    DIRAC(video("dirac").types(0xd1).registered("drac")),

    AAC(audio("aac").copied().framed(AudioFormat.ADTS).types(0x0f)),
    AAC_LATM(audio("aac_latm").encoded().framed(AudioFormat.LATM).types(0x11)),
    /** Layers I, II and III have the same stream types: the frames tell which it is. */
    MP3(audio("mp3").copied().describesItself().framed(AudioFormat.MPEG).types(0x03, 0x04)),
    MP2(audio("mp2").copied().describesItself().framed(AudioFormat.MPEG).announcedAs(0x03, "")),
    MP1(audio("mp1").copied().describesItself().framed(AudioFormat.MPEG).announcedAs(0x03, "")),
    AC3(audio("ac3")
            .copied()
            .describesItself()
            .framed(AudioFormat.AC3)
            .types(0x81)
            .dvb(0x6a)
            .registered("AC-3")),
    EAC3(audio("eac3")
            .copied()
            .describesItself()
            .framed(AudioFormat.AC3)
            .types(0x87)
            .hdmv(0x84, 0xa1)
            .dvb(0x7a)
            .registered("EAC3")),
    DTS(audio("dts")
            .copied()
            .describesItself()
            .framed(AudioFormat.DTS)
            .types(0x8a)
            .hdmv(0x82, 0x85, 0x86, 0xa2)
            .dvb(0x7b)
            .registered("DTS1", "DTS2", "DTS3", "DTSH")),
    OPUS(audio("opus")
            .copied()
            .framed(AudioFormat.OPUS)
            .announcedAs(0x06, "Opus", 0x7f, 2, 0x80, 2)
            .registered("Opus")),
    S302M(audio("s302m")
            .encoded()
            .framed(AudioFormat.S302M)
            .announcedAs(0x06, "BSSD")
            .registered("BSSD")),
    TRUEHD(audio("truehd")
            .encoded()
            .hdmv(0x83)
            .announcedAs(0x83, "")
            .inProgram("HDMV")
            .registered("mlpa")),
    PCM_BLURAY(audio("pcm_bluray").encoded().hdmv(0x80).announcedAs(0x80, "").inProgram("HDMV")),
    AC4(audio("ac4").dvbExtension(0x15).registered("AC-4")),
    MPEGH(audio("mpegh_3d_audio").types(0x2d, 0x2e).dvbExtension(0x08)),
    /** AAC without ADTS or LOAS: where a frame begins is known only from the system layer. */
    AAC_RAW(audio("aac_raw").types(0x1c)),

    TELETEXT(other("teletext").dvb(0x56, 0x46)),
    DVB_SUBTITLE(other("dvb_subtitle").dvb(0x59)),
    TTML(other("ttml").dvbExtension(0x20)),
    ARIB_CAPTION(other("arib_caption").dvb(0xfd)),
    PGS_SUBTITLE(other("hdmv_pgs_subtitle").hdmv(0x90)),
    ID3(other("id3").registered("ID3 ")),
    KLV(other("klv").registered("KLVA")),
    SCTE35(other("scte35").sections().types(0x86).registered("CUEI")),
    PRIVATE_SECTIONS(other("private_sections").sections().types(0x05, 0x14, 0x16, 0x17, 0xc0)),
    DSMCC(other("dsmcc").sections().types(0x0a, 0x0b, 0x0c, 0x0d)),
    /**
     * Video, AAC, AC-3 and E-AC-3 under SAMPLE-AES (Apple, MPEG-2 Stream Encryption Format for HTTP Live Streaming).
     */
    ENCRYPTED(other("encrypted").types(0xdb, 0xcf, 0xc1, 0xc2)),
    /** Known to be there, and no more: the bytes decide. */
    DATA(other("data"));

    /** What becomes of a track. */
    public enum Fate {
        /** An MP4 holds it as it is. */
        COPIED,
        /** It is encoded to AAC. */
        ENCODED,
        /** It is not recorded, and named in the report when it is video or audio. */
        LEFT_OUT
    }

    private static final Map<String, Codec> BY_NAME = new HashMap<>();
    private static final Map<Integer, Codec> BY_TYPE = new HashMap<>();
    private static final Map<Integer, Codec> BY_HDMV_TYPE = new HashMap<>();
    private static final Map<Integer, Codec> BY_TAG = new HashMap<>();
    private static final Map<Integer, Codec> BY_EXTENSION = new HashMap<>();
    private static final Map<String, Codec> BY_REGISTRATION = new HashMap<>();

    static {
        for (Codec codec : values()) {
            BY_NAME.put(codec.row.name, codec);
            codec.row.types.forEach(type -> BY_TYPE.put(type, codec));
            codec.row.hdmvTypes.forEach(type -> BY_HDMV_TYPE.put(type, codec));
            codec.row.tags.forEach(tag -> BY_TAG.put(tag, codec));
            codec.row.extensions.forEach(tag -> BY_EXTENSION.put(tag, codec));
            codec.row.registrations.forEach(registration -> BY_REGISTRATION.put(registration, codec));
        }
    }

    private final CodecRow row;

    Codec(CodecRow row) {
        this.row = row;
    }

    /** By ffmpeg's name; {@link #DATA} for a name that is not in the table. */
    public static Codec of(String name) {
        return BY_NAME.getOrDefault(name, DATA);
    }

    /** @return null when the stream type alone means nothing */
    static Codec ofType(int type) {
        return BY_TYPE.get(type);
    }

    /** @return null when the stream type has no meaning of its own in a program registered as HDMV */
    static Codec ofHdmvType(int type) {
        return BY_HDMV_TYPE.get(type);
    }

    /** @return null when the DVB descriptor announces no codec */
    static Codec ofDescriptor(int tag) {
        return BY_TAG.get(tag);
    }

    /** @return null when the DVB extension descriptor announces no codec */
    static Codec ofExtension(int tag) {
        return BY_EXTENSION.get(tag);
    }

    /** @return null when the format identifier is not known */
    static Codec ofRegistration(String formatIdentifier) {
        return BY_REGISTRATION.get(formatIdentifier);
    }

    /** ffmpeg's name. */
    String ffmpegName() {
        return row.name;
    }

    /** What it is, also when it is not recorded. */
    Kind kind() {
        return row.kind;
    }

    public Fate fate() {
        return row.fate;
    }

    boolean isRecorded() {
        return row.fate != Fate.LEFT_OUT;
    }

    /** Video that is not recorded and whose syntax is not known, so that it may look like another. */
    boolean isUnread() {
        return row.kind == Kind.VIDEO && row.fate == Fate.LEFT_OUT && this != AV1 && this != VVC;
    }

    /** Whether its frames tell their channels, so that only a change of rate or codec forces encoding. */
    boolean describesItself() {
        return row.describesItself;
    }

    /** Whether its pid carries sections instead of PES packets. */
    boolean isSections() {
        return row.sections;
    }

    /** How audio frames are told apart; null when each PES packet is taken for a frame. */
    AudioFormat framing() {
        return row.framing;
    }

    VideoUnits.Syntax syntax() {
        return row.syntax;
    }

    /** The stream type with which the recorder announces it itself. */
    int streamType() {
        return row.ownType == 0 ? 0x06 : row.ownType;
    }

    /** The descriptors that belong to {@link #streamType()}; never null. */
    byte[] descriptors() {
        return row.ownDescriptors.clone();
    }

    /** The registration that the whole program needs for that stream type; empty when none. */
    String programRegistration() {
        return row.programRegistration;
    }

    /**
     * Whether one audio track can hold frames of both settings by copy.
     *
     * @param before a configuration as {@link TrackContent#configuration()} tells it, of one setting or several
     * @param after the same, of what follows
     */
    static boolean goesOn(String before, String after) {
        if (before.equals(after)) {
            return true;
        }
        String[] one = before.split(" ");
        String[] two = after.split(" ");
        return one.length > 1
                && two.length > 1
                && one[0].equals(two[0])
                && one[1].equals(two[1])
                && of(one[0]).describesItself();
    }

    /** Registrations of a whole program that give stream types from 0x80 on another meaning. */
    static boolean isHdmv(Set<String> registrations) {
        return registrations.contains("HDMV");
    }
}
