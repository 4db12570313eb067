package streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import streaming.recording.support.SettingsFile;

/** All settings together; names, defaults and rules of each are in the tests of the records beside the beans. */
class SettingsTest {

    @Test
    void each_variable_belongs_to_a_record_whose_test_pins_it() {
        List<String> read = SettingsFile.readBy(ServiceSettings::from);

        assertThat(read).containsAll(SettingsFile.all());
    }

    @Test
    void every_variable_is_in_the_tables_of_the_documentation() throws IOException {
        String tables = Files.readString(Path.of("docs", "settings.md"));

        assertThat(SettingsFile.all()).allSatisfy(setting -> {
            String variable = setting.substring(0, setting.indexOf('='));
            assertThat(tables).contains("| `" + variable + "` |");
        });
    }
}
