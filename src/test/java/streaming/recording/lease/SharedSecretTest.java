package streaming.recording.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedSecretTest {

    private static final String PATH = "/recording/6eddaa58-18e6-4a60-857f-684e7cf86c12/poster";

    @Test
    void what_another_instance_signed_is_known_by_the_secret_of_the_database() {
        SharedSecret ours = learned("secret of this database");

        assertThat(ours.hasSigned(PATH, learned("secret of this database").sign(PATH)))
                .isTrue();
        assertThat(ours.hasSigned(PATH, learned("secret of another database").sign(PATH)))
                .isFalse();
        assertThat(ours.sign(PATH)).doesNotContain("secret");
    }

    @Test
    void a_signature_is_good_for_its_path_and_for_five_minutes() {
        SharedSecret ours = learned("secret");

        assertThat(ours.hasSigned("/recordings", ours.sign(PATH))).isFalse();
        assertThat(at(Duration.ofMinutes(4)).hasSigned(PATH, ours.sign(PATH))).isTrue();
        assertThat(at(Duration.ofMinutes(6)).hasSigned(PATH, ours.sign(PATH))).isFalse();
        assertThat(at(Duration.ofMinutes(-6)).hasSigned(PATH, ours.sign(PATH))).isFalse();
    }

    @Test
    void nothing_and_what_has_another_form_is_no_signature() {
        SharedSecret ours = learned("secret");

        assertThat(ours.hasSigned(PATH, null)).isFalse();
        assertThat(ours.hasSigned(PATH, "")).isFalse();
        assertThat(ours.hasSigned(PATH, ours.sign(PATH) + " ")).isFalse();
        assertThat(new SharedSecret(Clock.systemUTC()).hasSigned(PATH, ours.sign(PATH)))
                .isFalse();
    }

    private static SharedSecret learned(String secret) {
        SharedSecret one = new SharedSecret(Clock.systemUTC());
        one.learn(secret);
        return one;
    }

    private static SharedSecret at(Duration later) {
        SharedSecret one = new SharedSecret(Clock.offset(Clock.systemUTC(), later));
        one.learn("secret");
        return one;
    }
}
