package streaming.recording.media;

import streaming.recording.media.TrackContent.Kind;

/** A stream as the program map announces it, or as its first bytes betray it. */
record ElementaryStream(int pid, Kind kind, String codec) {

    static final String ENCRYPTED = "encrypted";

    /** Stream types of ISO/IEC 13818-1 table 2-34, and those that ATSC, SMPTE and Apple's HLS documents added. */
    static ElementaryStream ofType(int pid, int type, byte[] descriptors, int from, int to) {
        return switch (type) {
            case 0x01, 0x02 -> new ElementaryStream(pid, Kind.VIDEO, "mpeg2video");
            case 0x10 -> new ElementaryStream(pid, Kind.VIDEO, "mpeg4");
            case 0x1b -> new ElementaryStream(pid, Kind.VIDEO, "h264");
            case 0x24 -> new ElementaryStream(pid, Kind.VIDEO, "hevc");
            case 0x03, 0x04 -> new ElementaryStream(pid, Kind.AUDIO, "mp3");
            case 0x0f -> new ElementaryStream(pid, Kind.AUDIO, "aac");
            case 0x11 -> new ElementaryStream(pid, Kind.AUDIO, "aac_latm");
            case 0x81 -> new ElementaryStream(pid, Kind.AUDIO, "ac3");
            case 0x87 -> new ElementaryStream(pid, Kind.AUDIO, "eac3");
            case 0xdb, 0xcf, 0xc1, 0xc2 -> new ElementaryStream(pid, Kind.OTHER, ENCRYPTED);
            case 0x06 -> ofDescriptors(pid, descriptors, from, to);
            default -> new ElementaryStream(pid, Kind.OTHER, "data");
        };
    }

    private static ElementaryStream ofDescriptors(int pid, byte[] b, int from, int to) {
        int at = from;
        while (at + 2 <= to) {
            int tag = b[at] & 0xff;
            int length = b[at + 1] & 0xff;
            if (at + 2 + length > to) {
                break;
            }
            if (tag == 0x6a) {
                return new ElementaryStream(pid, Kind.AUDIO, "ac3");
            }
            if (tag == 0x7a) {
                return new ElementaryStream(pid, Kind.AUDIO, "eac3");
            }
            if (tag == 0x05 && length >= 4) {
                switch (fourCharacters(b, at + 2)) {
                    case "AC-3":
                        return new ElementaryStream(pid, Kind.AUDIO, "ac3");
                    case "EAC3":
                        return new ElementaryStream(pid, Kind.AUDIO, "eac3");
                    case "HEVC":
                        return new ElementaryStream(pid, Kind.VIDEO, "hevc");
                    case "Opus":
                        return new ElementaryStream(pid, Kind.AUDIO, "opus");
                    default:
                        break;
                }
            }
            at += 2 + length;
        }
        return new ElementaryStream(pid, Kind.OTHER, "data");
    }

    /**
     * A guess for streams that are met before any program map, because damage took the map: at the first packet of a PES.
     *
     * @return null when it is no video or audio that we know
     */
    static ElementaryStream ofFirstBytes(int pid, byte[] b, int pes, int to) {
        if (pes + 9 > to || b[pes] != 0 || b[pes + 1] != 0 || b[pes + 2] != 1) {
            return null;
        }
        int streamId = b[pes + 3] & 0xff;
        int at = pes + 9 + (b[pes + 8] & 0xff);
        if (at + 6 > to) {
            return null;
        }
        if ((streamId & 0xf0) == 0xe0) {
            String codec = videoCodec(b, at, to);
            return codec == null ? null : new ElementaryStream(pid, Kind.VIDEO, codec);
        }
        boolean sync = (b[at] & 0xff) == 0xff && (b[at + 1] & 0xe0) == 0xe0;
        if ((streamId & 0xe0) == 0xc0 && sync) {
            return new ElementaryStream(pid, Kind.AUDIO, (b[at + 1] & 0xf6) == 0xf0 ? "aac" : "mp3");
        }
        if (streamId == 0xbd && b[at] == 0x0b && b[at + 1] == 0x77) {
            return new ElementaryStream(pid, Kind.AUDIO, (b[at + 5] & 0xff) >> 3 > 10 ? "eac3" : "ac3");
        }
        return null;
    }

    private static String videoCodec(byte[] b, int from, int to) {
        for (int at = from; at + 4 < to; at++) {
            if (b[at] == 0 && b[at + 1] == 0 && b[at + 2] == 1) {
                int header = b[at + 3] & 0xff;
                int type = header & 0x1f;
                boolean reference = (header & 0x60) != 0;
                if ((header & 0x80) != 0) {
                    return null;
                }
                boolean h264 = type == 1 || (type == 6 || type == 9) && !reference || (type == 5 || type == 7 || type == 8) && reference;
                if (h264) {
                    return "h264";
                }
                return b[at + 4] == 1 ? "hevc" : null;
            }
        }
        return null;
    }

    private static String fourCharacters(byte[] b, int at) {
        return new String(b, at, 4, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
