package streaming.recording.ts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import streaming.recording.ts.TrackContent.Kind;

class CodecTest {

    @ParameterizedTest
    @CsvSource({
        "01,'',mpeg2video",
        "02,'',mpeg2video",
        "10,'',mpeg4",
        "1b,'',h264",
        "24,'',hevc",
        "33,'',vvc",
        "03,'',mp3",
        "04,'',mp3",
        "0f,'',aac",
        "11,'',aac_latm",
        "81,'',ac3",
        "87,'',eac3",
        "8a,'',dts",
        "05,'',private_sections",
        "86,'',scte35",
        "15,'',id3",
        "06,6a 0,ac3",
        "06,7a 0,eac3",
        "06,7b 0,dts",
        "06,56 0,teletext",
        "06,59 0,dvb_subtitle",
        "06,7f 1 15,ac4",
        "06,'',data",
        "06,5 4 41 43 2d 33,ac3",
        "06,5 4 45 41 43 33,eac3",
        "06,5 4 48 45 56 43,hevc",
        "06,5 4 4f 70 75 73,opus",
        "06,5 4 44 54 53 32,dts",
        "06,5 4 42 53 53 44,s302m",
        "06,5 4 41 56 30 31,av1",
        "06,5 4 56 56 43 31,vvc",
        "06,5 4 4b 4c 56 41,klv",
        "15,5 4 4b 4c 56 41,klv",
        "82,5 4 44 54 53 31,dts",
        "86,5 4 44 54 53 31,dts",
        "86,5 4 43 55 45 49,scte35",
        "82,'',data",
        "80,'',data",
        "83,'',data",
        "06,a 4 0 0 0 0 6a 0,ac3",
        "06,5 9,data",
        "c1,'',encrypted"
    })
    void type_and_descriptors_tell_the_codec(String type, String descriptors, String codec) {
        byte[] bytes = bytes(descriptors);
        ElementaryStream stream = ElementaryStream.ofType(300, Integer.parseInt(type, 16), bytes, 0, bytes.length);
        assertThat(stream.codec()).isEqualTo(codec);
        assertThat(stream.kind())
                .isEqualTo(stream.known().isRecorded() ? stream.known().kind() : Kind.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "80,pcm_bluray",
        "82,dts",
        "83,truehd",
        "84,eac3",
        "85,dts",
        "86,dts",
        "81,ac3",
        "90,hdmv_pgs_subtitle",
        "1b,h264"
    })
    void in_a_blu_ray_program_types_mean_something_else(String type, String codec) {
        assertThat(ElementaryStream.ofType(300, Integer.parseInt(type, 16), Set.of("HDMV"), new byte[0], 0, 0)
                        .codec())
                .isEqualTo(codec);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void what_the_recorder_announces_is_read_as_the_same(Codec codec) {
        assertThat(Codec.of(codec.ffmpegName())).isEqualTo(codec);
        if (codec.isRecorded()) {
            byte[] descriptors = codec.descriptors();
            Set<String> program =
                    codec.programRegistration().isEmpty() ? Set.of() : Set.of(codec.programRegistration());
            ElementaryStream read =
                    ElementaryStream.ofType(256, codec.streamType(), program, descriptors, 0, descriptors.length);
            assertThat(read.known().framing()).isEqualTo(codec.framing());
            assertThat(read.known().syntax()).isEqualTo(codec.syntax());
            assertThat(read.kind()).isEqualTo(codec.kind());
        }
    }

    @Test
    void every_name_is_given_once() {
        assertThat(Arrays.stream(Codec.values()).map(Codec::ffmpegName)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "ac3 48000 Hz 5 ch,ac3 48000 Hz 2 ch,true",
        "mp3 44100 Hz 1 ch,mp3 44100 Hz 2 ch,true",
        "eac3 48000 Hz 5 ch,eac3 48000 Hz 2 ch,true",
        "ac3 48000 Hz 2 ch,ac3 44100 Hz 2 ch,false",
        "ac3 48000 Hz 2 ch,eac3 48000 Hz 2 ch,false",
        "mp3 48000 Hz 2 ch,mp2 48000 Hz 2 ch,false",
        "aac-lc 48000 Hz 2 ch,aac-lc 48000 Hz 6 ch,false",
        "aac-lc 48000 Hz 2 ch,aac-lc 48000 Hz 2 ch,true",
        "aac-lc 48000 Hz 2 ch,ac3 48000 Hz 2 ch,false"
    })
    void sound_that_describes_itself_goes_on_in_one_track(String before, String after, boolean goesOn) {
        assertThat(Codec.goesOn(before, after)).isEqualTo(goesOn);
    }

    private static byte[] bytes(String words) {
        String[] each = words.isEmpty() ? new String[0] : words.split(" ");
        byte[] bytes = new byte[each.length];
        for (int i = 0; i < each.length; i++) {
            bytes[i] = (byte) Integer.parseInt(each[i], 16);
        }
        return bytes;
    }
}
