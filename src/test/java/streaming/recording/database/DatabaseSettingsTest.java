package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import streaming.recording.config.Settings;
import streaming.recording.support.SettingsFile;

class DatabaseSettingsTest {

    @Test
    void names_and_defaults() {
        assertThat(SettingsFile.readBy(DatabaseSettings::from))
                .containsExactlyInAnyOrder(
                        "DB_HOST=postgres recorder.database.host",
                        "DB_PORT=5432 recorder.database.port",
                        "DB_USER=streaming_user recorder.database.user",
                        "DB_PASSWORD=streaming_pass recorder.database.password",
                        "DB_NAME=vod_db recorder.database.name",
                        "DATABASE_URL= recorder.database.url",
                        "DB_POOL=8 recorder.database.pool");
    }

    @Test
    void the_url_wins_over_the_single_settings() {
        var settings = SettingsFile.with(Map.of("DATABASE_URL", "postgres://me@here/it", "DB_HOST", "there"));

        assertThat(DatabaseSettings.from(settings).address())
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://here:5432/it", "me", null, "it"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://me:it@a,b:5433/vod | jdbc:postgresql://a:5432,b:5433/vod?targetServerType=primary",
                "postgres://me:it@a,b/vod?sslmode=require | jdbc:postgresql://a:5432,b:5432/vod?sslmode=require&targetServerType=primary",
                "postgres://me:it@a,b/vod?targetServerType=any | jdbc:postgresql://a:5432,b:5432/vod?targetServerType=any",
                "postgres://me:it@a/vod?target_session_attrs=read-write | jdbc:postgresql://a:5432/vod?targetServerType=primary",
                "postgres://me:it@[::1]:5433/vod | jdbc:postgresql://[::1]:5433/vod"
            })
    void several_hosts_have_one_primary(String url, String jdbcUrl) {
        assertThat(DatabaseSettings.from(SettingsFile.with(Map.of("DATABASE_URL", url)))
                        .address())
                .isEqualTo(new DatabaseAddress(jdbcUrl, "me", "it", "vod"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DATABASE_URL | mysql://root:secret@db/vod | DATABASE_URL=(not shown) is wrong: postgres://user:password@host:port/database expected",
                "DB_PORT | 0 | DB_PORT=0 is wrong: 1 to 65535 expected"
            })
    void a_wrong_value_names_its_variable(String variable, String value, String line) {
        Settings settings = SettingsFile.with(Map.of(variable, value));

        assertThatThrownBy(() -> DatabaseSettings.from(settings))
                .isInstanceOf(Settings.Wrong.class)
                .hasMessage(line);
    }
}
