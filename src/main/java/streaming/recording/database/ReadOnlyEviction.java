package streaming.recording.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * After a failover the connections to the server that was the primary live on, and only read. When a statement finds
 * that out all of them are replaced, so that the pool connects to the new primary: a webhook does not come again.
 */
public final class ReadOnlyEviction implements SQLExceptionOverride {

    /** SQLSTATE read_only_sql_transaction. */
    private static final String READ_ONLY = "25006";
    /** Where there is a standby only, each statement fails. */
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(1);

    private final HikariDataSource pool;
    private final LongSupplier nanos;
    private final AtomicLong last;

    /** @param nanos a clock that never jumps, such as {@link System#nanoTime} */
    public ReadOnlyEviction(HikariDataSource pool, LongSupplier nanos) {
        this.pool = pool;
        this.nanos = nanos;
        last = new AtomicLong(nanos.getAsLong() - SELDOM);
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (!READ_ONLY.equals(failure.getSQLState())) {
            return Override.CONTINUE_EVICT;
        }
        long before = last.get();
        long now = nanos.getAsLong();
        if (now - before >= SELDOM && last.compareAndSet(before, now)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
        return Override.MUST_EVICT;
    }
}
