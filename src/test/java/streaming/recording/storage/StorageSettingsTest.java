package streaming.recording.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class StorageSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(StorageSettings::from))
                .containsExactlyInAnyOrder(
                        "MINIO_ENDPOINT=minio:9000 recorder.s3.endpoint",
                        "MINIO_USE_SSL=false recorder.s3.ssl",
                        "PUBLIC_S3_URL= recorder.s3.public-url",
                        "URL_LIFETIME=1h recorder.url.lifetime",
                        "UPLOAD_PART=64 recorder.upload.part",
                        "MINIO_ACCESS_KEY=minioadmin recorder.s3.access-key",
                        "MINIO_SECRET_KEY=minioadmin123 recorder.s3.secret-key",
                        "MINIO_BUCKET=recordings recorder.recordings.bucket",
                        "OBJECT_NAME={stream_key}.mp4 recorder.recordings.object-name");
    }

    @Test
    void clients_reach_the_server_as_the_service_does_unless_said_otherwise() {
        assertThat(StorageSettings.from(SettingsFile.with(Map.of("MINIO_USE_SSL", "true")))
                        .publicUrl())
                .isEqualTo("https://minio:9000");
        assertThat(StorageSettings.from(SettingsFile.with(Map.of("PUBLIC_S3_URL", "https://s3.example.com")))
                        .publicUrl())
                .isEqualTo("https://s3.example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MINIO_USE_SSL | yes | MINIO_USE_SSL=yes is wrong: true or false expected",
                "MINIO_ENDPOINT | minio | MINIO_ENDPOINT=minio is wrong: host:port expected",
                "MINIO_BUCKET | a/b | MINIO_BUCKET=a/b is wrong: a bucket's name expected",
                "PUBLIC_S3_URL | s3.example.com | PUBLIC_S3_URL=s3.example.com is wrong: http://host:port expected",
                "OBJECT_NAME | recording.mp4 | OBJECT_NAME=recording.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | ../{stream_key}.mp4 | OBJECT_NAME=../{stream_key}.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | /{stream_key}.mp4 | OBJECT_NAME=/{stream_key}.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | a/.{stream_key}.mp4 | OBJECT_NAME=a/.{stream_key}.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | {stream_key}//x.mp4 | OBJECT_NAME={stream_key}//x.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | {title}.mp4 | OBJECT_NAME={title}.mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | {stream_key}.ts | OBJECT_NAME={stream_key}.ts is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "OBJECT_NAME | {stream_key} .mp4 | OBJECT_NAME={stream_key} .mp4 is wrong: letters, digits, ._-/ and {stream_key}, {recording_id} or {started_at} expected, and .mp4 at the end",
                "URL_LIFETIME | 8d | URL_LIFETIME=8d is wrong: 7d at most",
                "URL_LIFETIME | 0 | URL_LIFETIME=0 is wrong: longer than 0 expected",
                "UPLOAD_PART | 4 | UPLOAD_PART=4 is wrong: 5 to 4999 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> StorageSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
