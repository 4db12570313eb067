package streaming.recording.ts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import streaming.recording.ts.TrackContent.Kind;

/** One row of the table of codecs, as {@link Codec} writes it down. */
final class CodecRow {
    private static final byte REGISTRATION = 0x05;

    final String name;
    final Kind kind;
    Codec.Fate fate = Codec.Fate.LEFT_OUT;
    boolean describesItself;
    boolean sections;
    AudioFormat framing;
    VideoUnits.Syntax syntax = VideoUnits.Syntax.OTHER;
    final List<Integer> types = new ArrayList<>();
    final Set<Integer> hdmvTypes = new HashSet<>();
    final Set<Integer> tags = new HashSet<>();
    final Set<Integer> extensions = new HashSet<>();
    final Set<String> registrations = new HashSet<>();
    String programRegistration = "";
    int ownType;
    byte[] ownDescriptors = new byte[0];

    private CodecRow(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
    }

    static CodecRow video(String name) {
        return new CodecRow(name, Kind.VIDEO);
    }

    static CodecRow audio(String name) {
        return new CodecRow(name, Kind.AUDIO);
    }

    static CodecRow other(String name) {
        return new CodecRow(name, Kind.OTHER);
    }

    /** An MP4 holds it as it is. */
    CodecRow copied() {
        fate = Codec.Fate.COPIED;
        return this;
    }

    /** An MP4 does not hold it: it is encoded to AAC. */
    CodecRow encoded() {
        fate = Codec.Fate.ENCODED;
        return this;
    }

    /** Each frame tells its channels, so that they may change within one MP4 track. */
    CodecRow describesItself() {
        describesItself = true;
        return this;
    }

    CodecRow framed(AudioFormat format) {
        framing = format;
        return this;
    }

    CodecRow pictures(VideoUnits.Syntax pictureSyntax) {
        syntax = pictureSyntax;
        return this;
    }

    /** Its pid carries sections, not PES packets (ISO/IEC 13818-1, 2.4.4). */
    CodecRow sections() {
        sections = true;
        return this;
    }

    /** Stream types; the first is the one that is written when the stream is announced by the recorder. */
    CodecRow types(Integer... streamTypes) {
        types.addAll(Arrays.asList(streamTypes));
        ownType = ownType == 0 ? streamTypes[0] : ownType;
        return this;
    }

    /** Stream types that mean it only in a program registered as HDMV (Blu-ray). */
    CodecRow hdmv(Integer... streamTypes) {
        hdmvTypes.addAll(Arrays.asList(streamTypes));
        return this;
    }

    /** DVB descriptor tags (ETSI EN 300 468, 6.1) that announce it beside stream type 6. */
    CodecRow dvb(Integer... descriptorTags) {
        tags.addAll(Arrays.asList(descriptorTags));
        return this;
    }

    /** Tags within the DVB extension descriptor 0x7f (ETSI EN 300 468, 6.4). */
    CodecRow dvbExtension(Integer... extensionTags) {
        extensions.addAll(Arrays.asList(extensionTags));
        return this;
    }

    CodecRow registered(String... formatIdentifiers) {
        registrations.addAll(Arrays.asList(formatIdentifiers));
        return this;
    }

    /** How the recorder announces it: stream type, registration, and descriptors behind that. */
    CodecRow announcedAs(int type, String registration, int... more) {
        ownType = type;
        byte[] identifier = registration.getBytes(StandardCharsets.ISO_8859_1);
        int head = identifier.length == 0 ? 0 : 2 + identifier.length;
        ownDescriptors = new byte[head + more.length];
        if (head > 0) {
            ownDescriptors[0] = REGISTRATION;
            ownDescriptors[1] = (byte) identifier.length;
            System.arraycopy(identifier, 0, ownDescriptors, 2, identifier.length);
        }
        for (int i = 0; i < more.length; i++) {
            ownDescriptors[head + i] = (byte) more[i];
        }
        return this;
    }

    /** The whole program must be registered like this for ffmpeg to understand the stream type. */
    CodecRow inProgram(String registration) {
        programRegistration = registration;
        return this;
    }
}
