package streaming.recording.program;

/** The standard input of a program whose time-out counts from when it last got further. */
public interface Progress {

    /** Another number whenever it has got further since. */
    long progress();
}
