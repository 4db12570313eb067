package streaming.recording.ts;

import streaming.recording.timeline.Ticks;

/**
 * One elementary stream of a segment, as it was found there. All times are 33-bit values in 90 kHz ticks; compare them
 * with {@link Ticks#between}, because the clock may pass zero inside the segment.
 *
 * @param pid packet identifier of the stream in this segment (ISO/IEC 13818-1, 2.4.3.3)
 * @param kind what ffmpeg would make of it under {@code -map 0:v? -map 0:a?}
 * @param codec ffmpeg's name: {@code h264}, {@code hevc}, {@code aac}, {@code mp3}, {@code ac3}, …; {@code data} when
 *     unknown
 * @param configuration a short text that differs exactly when the decoder would have to be set up anew, for example
 *     {@code aac-lc 48000 Hz 2 ch} or {@code h264 1280x720 high@31 9f2c41d0}; empty when the segment does not tell it;
 *     when audio changes within the segment {@code aac-lc 44100 Hz 2 ch, then aac-lc 48000 Hz 2 ch}
 * @param accessUnits packets that ffmpeg's {@code -c copy} puts into an MP4 from the undamaged part of this segment
 * @param firstPts earliest presentation time of a unit
 * @param lastPts latest presentation time of a unit
 * @param firstDts decoding time of the first unit
 * @param lastDts decoding time of the last unit
 * @param endPts when the presentation of the last unit ends: exact for audio frames, from the usual spacing for video
 */
public record TrackContent(
        int pid,
        Kind kind,
        String codec,
        String configuration,
        long accessUnits,
        long firstPts,
        long lastPts,
        long firstDts,
        long lastDts,
        long endPts) {

    /** What a track holds, seen from a player. */
    public enum Kind {
        VIDEO,
        AUDIO,
        OTHER
    }

    /** Whether it is video or audio: what a recording is made of. */
    public boolean isMedia() {
        return kind != Kind.OTHER;
    }

    /** From the earliest presentation time to the end of the last unit, in ticks. */
    public long length() {
        return Ticks.wrapped(endPts - firstPts);
    }
}
