package streaming.recording.timeline;

/**
 * What is written on one access unit, or on some audio frames that arrived together.
 *
 * @param track number of the track that it belongs to; all units of one track are in decoding order
 * @param picture it is video: {@code ticks} is only a guess, and it may be presented after others that are decoded
 *     later
 * @param pts presentation time as written, 33-bit ticks of 90 kHz; {@link Ticks#NONE} when none is written
 * @param dts decoding time as written, equal to {@code pts} when only that is written (ISO/IEC 13818-1, 2.4.3.7)
 * @param ticks duration in ticks: exact for audio; for a picture what the encoder announced, or 0
 * @param check a checksum of the bytes: tells apart what has the same times
 */
public record Stamp(int track, boolean picture, long pts, long dts, long ticks, int check) {

    /** With the duration of so many pictures, as those that follow have no time of their own. */
    Stamp lasting(int pictures) {
        return picture && pictures > 1 ? new Stamp(track, true, pts, dts, ticks * pictures, check) : this;
    }

    boolean isTimed() {
        return pts != Ticks.NONE;
    }
}
