package streaming.recording.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what others tell by NOTIFY, on a connection of its own that is opened again whenever it breaks. What is told
 * meanwhile is lost, and so is everything behind a pooler that shares connections between transactions: whoever listens
 * must also poll.
 */
public final class Notifications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("recording.database");

    /** After so long without a word the connection is tried: a dead one is silent, too. */
    private static final int SILENCE = 10_000;

    private final DatabaseAddress address;
    private final String channel;
    private final Consumer<String> heard;
    private final Runnable connected;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Connection connection;

    /**
     * @param channel a plain name
     * @param heard gets the text of each notification
     * @param connected runs whenever a connection listens, as something may have been told before
     */
    public Notifications(DatabaseAddress address, String channel, Consumer<String> heard, Runnable connected) {
        this.address = address;
        this.channel = channel;
        this.heard = heard;
        this.connected = connected;
    }

    public void start() {
        Thread thread = new Thread(this::listen, "notifications");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        do {
            try (Connection one = open()) {
                connection = one;
                connected.run();
                while (closed.getCount() > 0) {
                    hear(one);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Nothing is heard on {} until there is a new connection: {}", channel, e.getMessage());
            }
        } while (!isClosedWithin(1));
    }

    private Connection open() throws SQLException {
        Properties login = new Properties();
        if (address.user() != null) {
            login.setProperty("user", address.user());
        }
        if (address.password() != null) {
            login.setProperty("password", address.password());
        }
        login.setProperty("ApplicationName", "recording-service");
        login.setProperty("connectTimeout", "3");
        login.setProperty("socketTimeout", "30");
        login.setProperty("tcpKeepAlive", "true");
        Connection one = DriverManager.getConnection(address.jdbcUrl(), login);
        try (Statement statement = one.createStatement()) {
            statement.execute("LISTEN " + channel);
        } catch (SQLException e) {
            one.close();
            throw e;
        }
        return one;
    }

    private void hear(Connection one) throws SQLException {
        PGNotification[] told = one.unwrap(PGConnection.class).getNotifications(SILENCE);
        if (told == null || told.length == 0) {
            mustBePrimary(one);
            return;
        }
        for (PGNotification notification : told) {
            heard.accept(notification.getParameter());
        }
    }

    /** After a failover the connection to the server that was the primary may live on, where nobody notifies. */
    private static void mustBePrimary(Connection one) throws SQLException {
        try (Statement statement = one.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            row.next();
            if (row.getBoolean(1)) {
                throw new SQLException("the server is no primary any more");
            }
        }
    }

    private boolean isClosedWithin(int seconds) {
        try {
            return closed.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() throws SQLException {
        closed.countDown();
        Connection one = connection;
        if (one != null) {
            one.abort(Runnable::run);
        }
    }
}
