package streaming.recording.beans;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.BindToRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import streaming.recording.api.RecordingList;
import streaming.recording.database.CountedParameters;
import streaming.recording.database.DatabaseAddress;
import streaming.recording.database.DatabaseSettings;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.database.ReadOnlyEviction;
import streaming.recording.database.RecordParameters;
import streaming.recording.database.RowTypes;
import streaming.recording.event.RecordingEvents;
import streaming.recording.lease.Instance;

/** Beans by subject: the database, and what statements read and give. */
public final class DatabaseBeans implements CamelConfiguration {

    private final DatabaseSettings database;
    private final Clock clock;

    public DatabaseBeans(DatabaseSettings database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void configure(CamelContext camel) {
        RecordParameters.register(camel.getTypeConverterRegistry());
        CountedParameters.register(camel);
    }

    @BindToRegistry
    public DataSource dataSource() {
        DatabaseAddress address = database.address();
        // each try of a connection is a transaction, so one that answered within 2 s is not tried before its next
        // statement. If it broke since, that statement fails, and all idle ones are closed (brokeOff)
        System.getProperties().putIfAbsent("com.zaxxer.hikari.aliveBypassWindowMs", "2000");
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setJdbcUrl(address.jdbcUrl());
        pool.setUsername(address.user());
        pool.setPassword(address.password());
        pool.setMaximumPoolSize(database.pool());
        // what a burst has opened is given back, as other instances need connections too
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(60_000);
        // no statement of ours takes as long as PostgreSQL would need to compile it
        pool.setConnectionInitSql("SET TIME ZONE 'UTC'; SET jit = off; SET recorder.instance = '"
                + Instance.NAME.replace("'", "''") + "'");
        pool.setExceptionOverride(new ReadOnlyEviction(pool, System::nanoTime));
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(2_000);
        // the service starts without its database, and waits for it
        pool.setInitializationFailTimeout(-1);
        pool.addDataSourceProperty("ApplicationName", "recording-service");
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        return new MigratedDataSource(pool, address, clock);
    }

    @BindToRegistry
    public RowTypes rowTypes() {
        return new RowTypes();
    }

    @BindToRegistry
    public RecordingEvents recordingEvents(CamelContext camel) {
        return new RecordingEvents(camel.createProducerTemplate());
    }

    @BindToRegistry
    public RecordingList recordingList(DataSource dataSource) {
        return new RecordingList(dataSource);
    }
}
