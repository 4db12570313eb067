package streaming.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import streaming.recording.config.Settings;
import streaming.recording.database.MigratedDataSource;
import streaming.recording.database.Notifications;
import streaming.recording.health.Observability;
import streaming.recording.health.OutOfMemory;
import streaming.recording.http.Access;
import streaming.recording.http.BoundedHttpServer;
import streaming.recording.http.Contract;
import streaming.recording.http.HttpSettings;
import streaming.recording.http.PageFiles;
import streaming.recording.http.RequestFilter;
import streaming.recording.http.StartupGate;
import streaming.recording.http.WrongTokens;
import streaming.recording.lease.Instance;
import streaming.recording.lease.SharedSecret;
import streaming.recording.lease.ThisInstance;
import streaming.recording.log.LogSettings;
import streaming.recording.program.Programs;

/** What happens once at the start and once at the stop of the process. */
final class Lifecycle extends MainListenerSupport {

    private static final Logger LOG = LoggerFactory.getLogger("recording.service");

    private ServiceSettings settings;

    @Override
    public void beforeInitialize(BaseMainSupport main) {
        try {
            Settings file = new Settings(main.getCamelContext());
            LogSettings.from(file).apply();
            LOG.info("Starting Recording Service");
            settings = ServiceSettings.from(file);
            file.normalised().forEach(main::addOverrideProperty);
            Beans.of(settings).forEach(main.configure()::addConfiguration);
        } catch (Settings.Wrong e) {
            stop(2, e.getMessage());
        }
        HttpSettings http = settings.http();
        mustBeFree("PORT", new InetSocketAddress(http.port()));
        mustBeFree("MANAGEMENT_PORT", new InetSocketAddress(http.managementHost(), http.managementPort()));
    }

    /** Camel logs a warning and goes on without its server. */
    private static void mustBeFree(String variable, InetSocketAddress address) {
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(address);
        } catch (IOException e) {
            stop(1, variable + "=" + address.getPort() + " cannot be listened on: " + e.getMessage());
        }
    }

    /** Somebody else may have taken a port since it was free. */
    private void mustListen(CamelContext camel) {
        try {
            camel.getRegistry().findSingleByType(BoundedHttpServer.class).awaitListening();
        } catch (IOException e) {
            LOG.error(
                    "PORT={} or MANAGEMENT_PORT={} cannot be listened on: {}",
                    settings.http().port(),
                    settings.http().managementPort(),
                    e.getMessage());
            // not exit: a stop in an orderly way waits for the start, which is here
            Runtime.getRuntime().halt(1);
        }
    }

    private static void stop(int status, String why) {
        LOG.error(why);
        System.exit(status);
    }

    /** The request filter is there before the first route listens. */
    @Override
    public void beforeStart(BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        OutOfMemory.watch(camel);
        Observability.checks(camel, settings.http().port());
        HttpSettings doors = settings.http();
        Contract contract = contract();
        Access access = new Access(
                contract,
                doors.adminToken().value(),
                doors.viewToken().value(),
                doors.proxyViewers(),
                camel.getRegistry().findSingleByType(WrongTokens.class));
        camel.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) throws Exception {
                if (event instanceof CamelEvent.CamelContextStoppingEvent
                        && camel.getRegistry().findSingleByType(DataSource.class)
                                instanceof MigratedDataSource database) {
                    database.closeIfAway();
                    stopTaking(camel);
                }
                if (event instanceof CamelEvent.CamelContextRoutesStartingEvent) {
                    PlatformHttpComponent http = camel.getComponent("platform-http", PlatformHttpComponent.class);
                    // the management port has a router of its own, without a filter
                    VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(
                            camel,
                            VertxPlatformHttpRouter.getRouterNameFromPort(
                                    settings.http().port()));
                    new StartupGate(camel::isStarted).install(router);
                    new RequestFilter(
                                    http::getHttpEndpoints,
                                    contract,
                                    doors.publicHosts(),
                                    access,
                                    camel.getRegistry().findSingleByType(PageFiles.class),
                                    camel.getRegistry().findSingleByType(SharedSecret.class))
                            .install(router);
                }
            }
        });
    }

    private static Contract contract() {
        try (InputStream document = Lifecycle.class.getResourceAsStream("/openapi.yaml")) {
            return new Contract(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        mustListen(main.getCamelContext());
        Observability.gauges(main.getCamelContext());
        DataSource database = main.getCamelContext().getRegistry().findSingleByType(DataSource.class);
        Programs programs = main.getCamelContext().getRegistry().findSingleByType(Programs.class);
        main.getCamelContext()
                .getRegistry()
                .findSingleByType(Notifications.class)
                .start();
        main.getCamelContext().addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopped(CamelContext camel) {
                programs.close();
                releaseLeases(database);
            }
        });
        if ("dev".equals(main.configure().getProfile())) {
            RouteReload.watch(main.getCamelContext(), Path.of("routes"));
        }
        LOG.info("Stream Monitor started");
    }

    /** While work under way has its time to end, what is new is for the other instances. */
    private static void stopTaking(CamelContext camel) throws SQLException {
        camel.getRegistry().findSingleByType(ThisInstance.class).drain(true);
        camel.getRegistry().findSingleByType(Notifications.class).close();
        try {
            statement(camel.getRegistry().findSingleByType(DataSource.class), "stop-taking.sql")
                    .update();
        } catch (DataAccessException e) {
            LOG.debug("The other instances are not told of the stop: {}", e.getMessage());
        }
    }

    /** Work has ended by now: what this instance still holds may be taken over at once. */
    private static void releaseLeases(DataSource database) {
        try {
            statement(database, "release-leases.sql").query().listOfRows();
        } catch (DataAccessException e) {
            LOG.warn("Leases are not released, another instance takes over when they run out: {}", e.getMessage());
        }
    }

    /** One whose only parameter is the name of this instance. */
    private static JdbcClient.StatementSpec statement(DataSource database, String file) {
        try (InputStream statement = Lifecycle.class.getResourceAsStream("/sql/capture/" + file)) {
            String sql = new String(statement.readAllBytes(), StandardCharsets.UTF_8);
            return JdbcClient.create(database)
                    .sql(sql.replace(":#${properties:recorder.instance}", "?"))
                    .param(Instance.NAME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
