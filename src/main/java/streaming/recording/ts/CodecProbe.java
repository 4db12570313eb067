package streaming.recording.ts;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Tells the codec of a stream from the first payloads of its PES packets. A pure function of bytes, and no bytes make
 * it fail.
 */
final class CodecProbe {
    /** A frame begins within so many bytes, or the payloads are not of frames. */
    private static final int FIRST_FRAME = 1 << 13;
    /** Frames that follow one another without a byte between them, where the chain does not reach the end. */
    private static final int LONG_CHAIN = 10;

    /** By the number of the channels' assignment: channels of Blu-ray PCM, always an even number of them. */
    private static final int[] BLURAY_CHANNELS = {0, 2, 0, 2, 4, 4, 4, 4, 6, 6, 8, 8, 0, 0, 0, 0};

    /**
     * How many frames in a row prove a framing whose heads are rarely found by chance, and one whose heads are weak.
     */
    private enum Sound {
        AC3(AudioFormat.AC3, 2, false),
        DTS(AudioFormat.DTS, 2, false),
        ADTS(AudioFormat.ADTS, 3, false),
        LATM(AudioFormat.LATM, 3, false),
        OPUS(AudioFormat.OPUS, 3, true),
        MPEG(AudioFormat.MPEG, 4, false),
        S302M(AudioFormat.S302M, 3, true);

        final AudioFormat format;
        final int frames;
        final boolean aligned;

        Sound(AudioFormat format, int frames, boolean aligned) {
            this.format = format;
            this.frames = frames;
            this.aligned = aligned;
        }
    }

    private CodecProbe() {}

    /**
     * @param payloads of the first PES packets, in their order
     * @return the one codec that these bytes can be; null when that is not certain
     */
    static Codec certain(List<byte[]> payloads) {
        if (payloads.stream().anyMatch(CodecProbe::isTrueHd)) {
            return Codec.TRUEHD;
        }
        byte[] all = joined(payloads);
        Codec pictures = new StartCodes(all).certain();
        if (pictures != null) {
            return pictures;
        }
        for (Sound sound : Sound.values()) {
            if (isChain(sound, payloads, all)) {
                return codec(sound.format, all);
            }
        }
        return null;
    }

    /** The sync word of MLP with the mark of TrueHD, behind the four bytes that begin an access unit. */
    private static boolean isTrueHd(byte[] b) {
        return b.length > 8 && b[4] == (byte) 0xf8 && b[5] == 0x72 && b[6] == 0x6f && b[7] == (byte) 0xba;
    }

    /**
     * Whether a payload is Blu-ray PCM: its head has the shape of that of SMPTE 302M, with other meanings, and tells
     * channels, rate and bits of which this is a whole number of samples.
     */
    static boolean isBlurayPcm(byte[] b) {
        int channels = b.length < 4 ? 0 : BLURAY_CHANNELS[(b[2] & 0xf0) >> 4];
        int bits = b.length < 4 ? 0 : (b[3] & 0xc0) >> 6;
        int rate = b.length < 4 ? 0 : b[2] & 0x0f;
        int size = channels * (bits == 1 ? 2 : 3);
        return bits > 0
                && size > 0
                && (rate == 1 || rate == 4 || rate == 5)
                && (b.length - 4) % size == 0
                && ((b[0] & 0xff) << 8 | b[1] & 0xff) == b.length - 4;
    }

    /** The codec that these bytes most probably are, when nothing else tells it; null when they are like none. */
    static Codec likely(List<byte[]> payloads) {
        Codec certain = certain(payloads);
        byte[] all = joined(payloads);
        if (certain != null) {
            return certain;
        }
        for (Sound sound : Sound.values()) {
            AudioFormat format = sound.format;
            if (format != AudioFormat.S302M && all.length >= format.head() && length(format, all, 0) > 0) {
                return codec(format, all);
            }
        }
        return new StartCodes(all).likely();
    }

    /**
     * Whether the payload of one PES packet is what the codec would bring: then nothing else needs to be looked for.
     */
    static boolean fits(Codec codec, byte[] b, int from, int to) {
        if (codec.framing() != null) {
            return fits(codec.framing(), b, from, to);
        }
        return switch (codec) {
            case TRUEHD, PCM_BLURAY -> true;
            default -> codec.kind() == TrackContent.Kind.VIDEO && StartCodes.fit(codec, b, from, to);
        };
    }

    private static boolean fits(AudioFormat format, byte[] b, int from, int to) {
        boolean aligned = format == AudioFormat.OPUS || format == AudioFormat.S302M;
        int last = Math.min(to - format.head(), aligned ? from : from + FIRST_FRAME);
        for (int at = from; at <= last; at++) {
            int length = length(format, b, at);
            if (length > 0 && at == from) {
                return true;
            }
            if (length > 0 && at + length + format.head() <= to && length(format, b, at + length) > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isChain(Sound sound, List<byte[]> payloads, byte[] all) {
        if (sound.aligned) {
            int frames = 0;
            for (byte[] payload : payloads) {
                int[] chain = chain(sound.format, payload, 0);
                if (chain[0] == 0 || chain[1] != payload.length) {
                    return false;
                }
                frames += chain[0];
            }
            return frames >= sound.frames;
        }
        int last = Math.min(all.length - sound.format.head(), FIRST_FRAME);
        for (int at = 0; at <= last; at++) {
            if (length(sound.format, all, at) > 0) {
                int[] chain = chain(sound.format, all, at);
                boolean toTheEnd = chain[1] + sound.format.head() > all.length;
                if (chain[0] >= sound.frames && (toTheEnd || chain[0] >= LONG_CHAIN)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** @return how many whole frames follow one another, and where the next one would begin */
    private static int[] chain(AudioFormat format, byte[] b, int from) {
        int frames = 0;
        int at = from;
        int setting = AudioFormat.SAME;
        while (at + format.head() <= b.length) {
            int length = length(format, b, at);
            int here = length == 0 ? AudioFormat.SAME : format.configuration(b, at);
            if (length == 0 || setting != AudioFormat.SAME && here != AudioFormat.SAME && here != setting) {
                break;
            }
            if (at + length > b.length) {
                return new int[] {frames, b.length};
            }
            setting = here == AudioFormat.SAME ? setting : here;
            frames++;
            at += length;
        }
        return new int[] {frames, at};
    }

    private static int length(AudioFormat format, byte[] b, int at) {
        return at + format.head() <= b.length ? format.length(b, at) : 0;
    }

    private static Codec codec(AudioFormat format, byte[] b) {
        return switch (format) {
            case ADTS -> Codec.AAC;
            case LATM -> Codec.AAC_LATM;
            case MPEG -> Codec.MP3;
            case AC3 -> isEnhanced(b) ? Codec.EAC3 : Codec.AC3;
            case DTS -> Codec.DTS;
            case OPUS -> Codec.OPUS;
            case S302M -> Codec.S302M;
        };
    }

    private static boolean isEnhanced(byte[] b) {
        for (int at = 0; at + AudioFormat.AC3.head() <= b.length; at++) {
            if (AudioFormat.AC3.length(b, at) > 0) {
                return AudioFormat.AC3.describe(b, at).startsWith("eac3");
            }
        }
        return false;
    }

    private static byte[] joined(List<byte[]> payloads) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        payloads.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
