package streaming.recording.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/** One live stream: webhooks into the service, segments and an EVENT playlist into the bucket. */
final class Broadcaster {

    static final String USER = "0b8f7c9e-1d2c-4f5a-8b6d-7e9f0a1b2c3d";

    private final Rig rig;
    private final String key;
    private final UUID id = UUID.randomUUID();
    private final List<Path> source;
    private final Duration segment;
    private final StringBuilder playlist = new StringBuilder();
    private Instant clock = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private int put;

    /** @param source segments of one stream, repeated when they do not suffice */
    Broadcaster(Rig rig, String key, List<Path> source, Duration segment) {
        this.rig = rig;
        this.key = key;
        this.source = source;
        this.segment = segment;
        playlist.append("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-TARGETDURATION:")
                .append(segment.toSeconds() + 1)
                .append('\n');
    }

    String key() {
        return key;
    }

    UUID id() {
        return id;
    }

    /** How many segments there are before they are repeated. */
    int longest() {
        return source.size();
    }

    Path source(int number) {
        return source.get(number % source.size());
    }

    /**
     * @param told whether the service hears of it by a webhook, or must find out; so for {@link #end}
     * @return the status of the answer
     */
    int start(boolean told) {
        clock = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        rig.goLive(key, id.toString(), clock.toString());
        return told ? tell("stream.started") : 0;
    }

    int end(boolean told) {
        playlist.append("#EXT-X-ENDLIST\n");
        putPlaylist();
        rig.goOffline(id.toString());
        clock = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return told ? tell("stream.ended") : 0;
    }

    private int tell(String event) {
        return rig.tell("{\"event\":\"" + event + "\",\"stream_id\":\"" + id + "\",\"stream_key\":\"" + key
                + "\",\"user_id\":\"" + USER + "\",\"timestamp\":\"" + clock + "\"}");
    }

    /** Puts the next segment, then the playlist that lists it. */
    void next() {
        put(put, RequestBody.fromFile(source(put)));
        list(put++);
        putPlaylist();
    }

    void put(int number, RequestBody content) {
        send(name(number), content);
    }

    /** The playlist has this segment from now on. */
    void list(int number) {
        playlist.append("#EXTINF:")
                .append(segment.toMillis() / 1000.0)
                .append(",\n")
                .append(name(number))
                .append('\n');
    }

    void putPlaylist() {
        send("playlist.m3u8", RequestBody.fromBytes(playlist.toString().getBytes(StandardCharsets.UTF_8)));
    }

    static String name(int number) {
        return String.format("segment_%03d.ts", number);
    }

    private void send(String name, RequestBody content) {
        for (int attempt = 1; ; attempt++) {
            try {
                rig.s3().putObject(request -> request.bucket(Rig.SEGMENTS).key(key + "/" + name), content);
                return;
            } catch (SdkException busy) {
                if (attempt == 5) {
                    throw busy;
                }
            }
        }
    }
}
