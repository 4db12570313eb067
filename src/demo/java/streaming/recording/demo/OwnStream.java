package streaming.recording.demo;

import java.util.List;

/** What somebody types to record a stream of their own, as README.md has it. */
public final class OwnStream {

    private static final String FOLDER = "my-stream";

    private OwnStream() {}

    /**
     * One line for bash.
     *
     * @param ffmpeg the program
     * @param options of tools/upload-hls, where the defaults do not fit
     */
    public static String line(String ffmpeg, List<String> options) {
        return "rm -rf " + FOLDER + "; mkdir " + FOLDER + "; " + ffmpeg
                + " -nostdin -v error -re -f lavfi -i testsrc2=size=1280x720:rate=30 -f lavfi -i sine -t 30"
                + " -c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 60 -c:a aac"
                + " -f hls -hls_time 2 -hls_list_size 0 -hls_flags temp_file"
                + " -hls_segment_filename " + FOLDER + "/segment_%03d.ts " + FOLDER
                + "/playlist.m3u8 & tools/upload-hls"
                + options.stream().map(option -> " " + option).reduce("", String::concat) + " " + FOLDER;
    }
}
