package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A real PostgreSQL 17 on 127.0.0.1, as a child process that ends with this JVM: after the shutdown hooks of an orderly
 * end, so that a service can still use it while it stops, and also when the JVM is killed.
 *
 * <p>Passwords are checked (scram-sha-256). Text is UTF-8, sorted by code point (C.UTF-8) whatever the machine's
 * locale. The user owns the database and is no superuser; {@link #connectAsSuperuser()} is.
 *
 * <p>Methods throw {@link IllegalStateException} with the end of the server's log when the server cannot do what is
 * asked, and {@link SQLException} where they run SQL.
 */
public final class Postgres implements AutoCloseable {
    private final Builder settings;
    private final Scratch scratch;
    private final Path folder;
    private final int port;
    private final PostgresProcess server;

    private Postgres(Builder settings) throws IOException {
        this.settings = settings;
        scratch = settings.data == null ? Scratch.make("postgres") : null;
        folder = scratch == null ? settings.data.toAbsolutePath().normalize() : scratch.folder();
        port = settings.port == 0 ? Ports.free() : settings.port;
        server = new PostgresProcess(folder);
    }

    /** A server with the defaults of the service's settings: streaming_user, streaming_pass, vod_db. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a server can be asked to be. */
    public static final class Builder {
        private Path data;
        private int port;
        private String user = "streaming_user";
        private String password = "streaming_pass";
        private String database = "vod_db";
        private boolean durable = true;

        private Builder() {}

        /**
         * Keeps the data in this folder, over runs; without it they are temporary and deleted by
         * {@link Postgres#close()}.
         */
        public Builder data(Path folder) {
            data = folder;
            return this;
        }

        /** The port to listen on; 0, the default, takes a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Who owns the database. The superuser has the same password. */
        public Builder user(String name, String secret) {
            user = name;
            password = secret;
            return this;
        }

        /** The database that is made. */
        public Builder database(String name) {
            database = name;
            return this;
        }

        /** Whether a commit survives the loss of power (fsync, synchronous_commit): yes, unless a test wants speed. */
        public Builder durable(boolean yes) {
            durable = yes;
            return this;
        }

        /** Starts it, in 60 seconds at most, and makes user and database if they are not there. */
        public Postgres start() {
            try {
                return new Postgres(this).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public String user() {
        return settings.user;
    }

    public String password() {
        return settings.password;
    }

    public String database() {
        return settings.database;
    }

    public String jdbcUrl() {
        return jdbcUrl(database());
    }

    /** The process id of the server. */
    public long pid() {
        return server.pid();
    }

    /** Starts it again on the same port and data; nothing happens when it runs. */
    public synchronized Postgres start() {
        if (server.isRunning()) {
            return this;
        }
        try {
            server.start(port, password(), settings.durable);
            makeUserAndDatabase();
        } catch (IOException | SQLException e) {
            String log = server.endOfLog();
            close();
            throw new IllegalStateException(
                    "PostgreSQL does not start in " + folder + ": " + e.getMessage() + "\n" + log, e);
        }
        return this;
    }

    /** Ends it in order: clients are cut off, data are written. */
    public synchronized void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + server.endOfLog(), e);
        }
    }

    /** Ends it with SIGKILL, like a crash; {@link #start()} then recovers from the log of the database. */
    public synchronized void kill() {
        try {
            server.kill();
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Stops it and deletes temporary data. */
    @Override
    public synchronized void close() {
        stop();
        try {
            server.release();
            if (scratch != null) {
                scratch.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection of the user to the database; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /** A connection of the superuser to the database; the caller closes it. */
    public Connection connectAsSuperuser() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), PostgresProcess.SUPERUSER, password());
    }

    /** The rows of one query: values by column name, in the order of the columns. */
    public List<Map<String, Object>> query(String sql, Object... args) throws SQLException {
        try (var connection = connect();
                var statement = prepare(connection, sql, args);
                var rows = statement.executeQuery()) {
            var columns = rows.getMetaData();
            var result = new ArrayList<Map<String, Object>>();
            while (rows.next()) {
                var row = new LinkedHashMap<String, Object>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnLabel(i), rows.getObject(i));
                }
                result.add(row);
            }
            return result;
        }
    }

    /** Runs statements without a result; the number of rows that the first one changed. */
    public int execute(String sql, Object... args) throws SQLException {
        try (var connection = connect();
                var statement = prepare(connection, sql, args)) {
            statement.execute();
            return Math.max(0, statement.getUpdateCount());
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... args) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < args.length; i++) {
            statement.setObject(i + 1, args[i]);
        }
        return statement;
    }

    private void makeUserAndDatabase() throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), PostgresProcess.SUPERUSER, password())) {
            makeUnlessThere(
                    connection,
                    """
                    SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', ?, ?)
                     WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ?)""",
                    user(),
                    password(),
                    user());
            makeUnlessThere(
                    connection,
                    """
                    SELECT format('CREATE DATABASE %I OWNER %I', ?, ?)
                     WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = ?)""",
                    database(),
                    user(),
                    database());
        }
    }

    /** Runs the statement that the query gives, if it gives one. */
    private static void makeUnlessThere(Connection connection, String sql, Object... args) throws SQLException {
        try (var query = prepare(connection, sql, args);
                var row = query.executeQuery()) {
            if (row.next()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(row.getString(1));
                }
            }
        }
    }

    private String jdbcUrl(String name) {
        return "jdbc:postgresql://" + host() + ":" + port + "/" + name;
    }
}
