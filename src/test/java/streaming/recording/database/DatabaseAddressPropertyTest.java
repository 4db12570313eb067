package streaming.recording.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** DATABASE_URL in all the forms that a password gives it. */
class DatabaseAddressPropertyTest {

    @Property
    void user_and_password_come_out_as_they_were_and_stay_out_of_the_jdbc_url(
            @ForAll @StringLength(min = 8, max = 40) String password,
            @ForAll @IntRange(min = 1, max = 65_535) int port) {
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        // what is no character by itself cannot be encoded
        String expected = new String(password.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        DatabaseAddress address = DatabaseAddress.of(
                "postgres://streaming_user:" + encoded + "@db.example:" + port + "/vod_db?sslmode=disable");

        assertThat(address)
                .isEqualTo(new DatabaseAddress(
                        "jdbc:postgresql://db.example:" + port + "/vod_db?sslmode=disable",
                        "streaming_user",
                        expected,
                        "vod_db"));
    }

    @Property
    void a_url_that_is_none_is_refused_without_being_repeated(@ForAll("urls") String url) {
        Throwable thrown = catchThrowable(
                () -> assertThat(DatabaseAddress.of(url).jdbcUrl()).startsWith("jdbc:postgresql://"));

        if (thrown != null) {
            assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasNoCause();
            assertThat(thrown.getMessage()).doesNotContain("s3cr3t");
        }
    }

    @Provide
    Arbitrary<String> urls() {
        Arbitrary<String> part =
                Arbitraries.strings().withChars("ab:/@?#%[]&= \\1é").ofMaxLength(30);
        return Arbitraries.oneOf(
                part.map(text -> "postgres://u:s3cr3t" + text),
                part.map(text -> "postgres://u:s3cr3t@h/" + text),
                part.map(text -> text + "s3cr3t"),
                part.map(text -> "postgresql://u:s3cr3t%" + text + "@h/d"));
    }
}
