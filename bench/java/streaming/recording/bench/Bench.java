package streaming.recording.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import streaming.recording.config.Durations;

/**
 * Starts one benchmark by its name: {@code mvn -Pbench test-compile exec:exec -Dbench=load}. Options are system
 * properties, {@code bench.*}; an empty one is the default.
 */
public final class Bench {

    /** A benchmark: prints what it does, then one table. */
    interface Program {
        void run() throws Exception;
    }

    private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.<String, Program>ofEntries(
            Map.entry("siege", SiegeBenchmark::run),
            Map.entry("attacks", SiegeAttacks::run),
            Map.entry("reader", () -> ReaderBenchmark.main(new String[0])),
            Map.entry("load", LoadBenchmark::run),
            Map.entry("finish", FinishBenchmark::run),
            Map.entry("live", LiveBenchmark::run),
            Map.entry("webhooks", WebhookBenchmark::run),
            Map.entry("list", ListBenchmark::run),
            Map.entry("start", StartBenchmark::run),
            Map.entry("page", PageBenchmark::run),
            Map.entry("poll", PollBenchmark::run),
            Map.entry("conformance", Conformance::run),
            Map.entry("scale", ScaleBenchmark::run),
            Map.entry("database", DatabaseBenchmark::run),
            Map.entry("year", YearBenchmark::run),
            Map.entry("wake", WakeBenchmark::run),
            Map.entry("soak", Soak::run)));

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Program program = args.length == 1 ? PROGRAMS.get(args[0]) : null;
        if (program == null) {
            say("One of these is expected: -Dbench=%s", String.join("|", PROGRAMS.keySet()));
            System.exit(2);
        }
        program.run();
        System.exit(0); // threads of HTTP clients and servers would hold it
    }

    /** One line for the person who waits. */
    static void say(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }

    static int number(String option, int standard) {
        return Integer.parseInt(text(option, Integer.toString(standard)));
    }

    static List<Integer> numbers(String option, String standard) {
        return Arrays.stream(text(option, standard).split(","))
                .map(number -> Integer.parseInt(number.strip()))
                .toList();
    }

    static Duration duration(String option, String standard) {
        return Durations.parse(text(option, standard));
    }

    static String text(String option, String standard) {
        String value = System.getProperty(option, "");
        return value.isEmpty() || value.startsWith("${") ? standard : value;
    }
}
