package streaming.recording;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.spi.BacklogTracer;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dev profile: a route file is loaded when it is saved. One that is wrong is reported in one line, and what the
 * file held before goes on. (Camel's own reload of routes stops the old ones before it knows that the new ones can be
 * made.)
 */
final class RouteReload {

    private static final Logger LOG = LoggerFactory.getLogger("recording.routes");
    private static final String ROUTES = ".camel.yaml";
    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    private final CamelContext camel;
    private final Map<String, String> working = new HashMap<>();
    /** Deleted; or about to be written, since some editors delete a file before they put the new one in its place. */
    private final Set<String> gone = new HashSet<>();

    private RouteReload(CamelContext camel) {
        this.camel = camel;
    }

    /** Watches the route files in this folder and in those below it, from now until the context stops. */
    static void watch(CamelContext camel, Path folder) {
        RouteReload reload = new RouteReload(camel);
        FileWatcherResourceReloadStrategy watcher = new FileWatcherResourceReloadStrategy(folder.toString(), true);
        watcher.setFileFilter(file -> file.getName().endsWith(ROUTES));
        watcher.setResourceReload((name, resource) -> reload.changed(Path.of(name)));
        try (var files = Files.walk(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(ROUTES)).toList()) {
                reload.working.put(file.toString(), Files.readString(file));
            }
            traceNothing(camel);
            camel.addService(watcher);
            LOG.info("Routes are loaded when they are saved: {}", folder.toAbsolutePath());
        } catch (Exception e) {
            LOG.warn("Routes are not watched: {}", reason(e));
        }
    }

    /**
     * Camel's dev profile lets a tracer stand by that writes each exchange as text at each step, the whole API document
     * of a request among it: half a second of the event loop for each request, for a console that is not here.
     */
    private static void traceNothing(CamelContext camel) {
        BacklogTracer tracer = camel.getCamelContextExtension().getContextPlugin(BacklogTracer.class);
        if (tracer != null) {
            tracer.setStandby(false);
        }
    }

    private void changed(Path file) {
        String text = null;
        try {
            if (!Files.exists(file)) {
                remove(file);
                gone.add(file.toString());
                LOG.info("Routes removed: {}", file);
                return;
            }
            text = Files.readString(file);
            // an editor may empty the file before it writes it
            if (!text.isBlank() && (gone.contains(file.toString()) || !text.equals(working.get(file.toString())))) {
                Set<String> ids = load(file, text);
                working.put(file.toString(), text);
                gone.remove(file.toString());
                LOG.info("Routes loaded: {} routes={}", file, ids);
            }
        } catch (Exception e) {
            LOG.error("Routes not loaded: {}{}: {}", file, text == null ? "" : line(e, text), reason(e));
            restore(file);
        }
    }

    private Set<String> load(Path file, String text) throws Exception {
        Resource resource = ResourceHelper.fromString("file:" + file, text);
        return PluginHelper.getRoutesLoader(camel).updateRoutes(List.of(resource));
    }

    private void restore(Path file) {
        try {
            String before = working.get(file.toString());
            if (before == null) {
                remove(file);
            } else {
                load(file, before);
                gone.remove(file.toString());
            }
        } catch (Exception e) {
            LOG.error("Routes not restored: {}: {}", file, reason(e));
        }
    }

    private void remove(Path file) throws Exception {
        for (Route route : camel.getRoutes()) {
            Resource source = route.getSourceResource();
            if (source != null
                    && Path.of(source.getLocation().replaceFirst("^file:", "")).endsWith(file)) {
                camel.getRouteController().stopRoute(route.getRouteId());
                camel.removeRoute(route.getRouteId());
            }
        }
    }

    /** The line that the parser names; else that of the route that cannot be made. */
    private static String line(Exception failure, String text) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            Matcher named = LINE.matcher(String.valueOf(next.getMessage()));
            if (named.find()) {
                return " line " + named.group(1);
            }
            if (next instanceof FailedToCreateRouteException route) {
                List<String> lines = text.lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    if (lines.get(i).strip().equals("id: " + route.getRouteId())) {
                        return " line " + (i + 1) + " (route " + route.getRouteId() + ")";
                    }
                }
            }
        }
        return "";
    }

    private static String reason(Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
