package streaming.recording.segment;

import java.time.Duration;
import streaming.recording.config.Forms;
import streaming.recording.config.Settings;

/**
 * How the segments of live streams are captured.
 *
 * @param prefix of a stream's objects in the bucket, with {@code {stream_key}}
 * @param interval between two polls
 * @param timeout of one download
 * @param attempts downloads of one segment in a row
 * @param retryDelay between them
 * @param parallel downloads at once, over all streams
 * @param share of these, of one stream
 * @param grace how much older than the start of its stream an object may be
 * @param rendition of an adaptive stream: {@code best}, or the name of a folder
 * @param settleTime without a change in the bucket after the end of the stream, before it is joined
 * @param settleLimit what comes later than this after the end does not belong to the stream
 */
public record CaptureSettings(
        String bucket,
        String prefix,
        Duration interval,
        Duration timeout,
        int attempts,
        Duration retryDelay,
        int parallel,
        int share,
        Duration grace,
        String rendition,
        Duration settleTime,
        Duration settleLimit) {

    public static CaptureSettings from(Settings settings) {
        return new CaptureSettings(
                settings.form("recorder.segments.bucket", Forms.BUCKET, "a bucket's name expected"),
                settings.form(
                        "recorder.segments.prefix",
                        "[^$]*\\{stream_key}[^$]*/",
                        "a prefix with {stream_key} that ends with / expected"),
                settings.period("recorder.monitor.interval"),
                settings.period("recorder.segment.timeout"),
                settings.count("recorder.segment.attempts"),
                settings.milliseconds("recorder.segment.retry-delay"),
                settings.count("recorder.capture.parallel"),
                settings.count("recorder.capture.share"),
                settings.duration("recorder.capture.grace"),
                settings.form(
                        "recorder.rendition",
                        "[A-Za-z0-9_][A-Za-z0-9._-]{0,63}",
                        "best or the name of a folder expected"),
                settings.duration("recorder.settle.time"),
                settings.period("recorder.settle.limit"));
    }
}
