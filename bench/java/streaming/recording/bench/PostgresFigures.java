package streaming.recording.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import streaming.recording.embedded.Postgres;

/**
 * What PostgreSQL has done since it was started.
 *
 * @param cpu seconds, of the server and all its backends, those that ended too
 * @param commits in the service's database
 */
record PostgresFigures(double cpu, long commits) {

    private static final double TICKS_PER_SECOND = 100;

    static PostgresFigures of(Postgres postgres) throws IOException, SQLException {
        double cpu = seconds(postgres.pid(), 4);
        for (ProcessHandle backend :
                ProcessHandle.of(postgres.pid()).orElseThrow().children().toList()) {
            try {
                cpu += seconds(backend.pid(), 2);
            } catch (IOException endedMeanwhile) {
                continue;
            }
        }
        Map<String, Object> row = postgres.query(
                        "SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()")
                .get(0);
        return new PostgresFigures(cpu, (Long) row.get("commits"));
    }

    PostgresFigures since(PostgresFigures before) {
        return new PostgresFigures(cpu - before.cpu, commits - before.commits);
    }

    /** @param fields 2: of the process itself; 4: and of its children that ended */
    private static double seconds(long pid, int fields) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int i = 0; i < fields; i++) {
            ticks += Long.parseLong(values[11 + i]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
