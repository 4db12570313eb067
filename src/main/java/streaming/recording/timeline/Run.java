package streaming.recording.timeline;

/**
 * The clock was set anew.
 *
 * @param track whose units showed it first
 * @param position where the new run begins on the timeline, ticks
 * @param jump how far the time stamps jumped beyond the time that passed, in ticks; negative when they went back
 * @param segment in which it begins
 * @param told the publisher said that a new run begins there, or the track is back on a clock that it had left
 * @param alone the clock of this track alone was wrong, the others went on
 */
public record Run(int track, long position, long jump, int segment, boolean told, boolean alone) {}
