package streaming.recording.hls;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which object of the bucket a line of a playlist means. The line was written for players, which fetch over HTTP; what
 * the bucket and the web server have in common is the end of the path. So a relative reference is resolved against the
 * playlist's own key (RFC 3986, 5.2), and of a rooted or absolute one the longest end of its path that is a key below
 * the recording's prefix counts. Nothing outside of the prefix is ever meant.
 */
public final class SegmentUri {

    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*");

    private SegmentUri() {}

    /**
     * @param prefix of the recording; ends with '/'
     * @param playlist key of the playlist, below the prefix
     * @param uri a line of it
     * @param exists whether the bucket holds a key
     * @return the key; when the bucket holds none that could be meant, the one that would be: empty when no key below
     *     the prefix could
     */
    public static Optional<String> key(String prefix, String playlist, String uri, Predicate<String> exists) {
        List<String> keys = keys(prefix, playlist, uri);
        return keys.stream().filter(exists).findFirst().or(() -> keys.stream().reduce((first, last) -> last));
    }

    /** The keys that could be meant, the most likely first; the last one is the line as RFC 3986 reads it. */
    static List<String> keys(String prefix, String playlist, String uri) {
        String folder = playlist.substring(0, playlist.lastIndexOf('/') + 1);
        Set<String> keys = new LinkedHashSet<>();
        // an object may be called what would be a query, an escape or a fragment
        for (String line : List.of(uri, beforeQuery(uri), decoded(beforeQuery(uri)))) {
            boolean absolute = ABSOLUTE.matcher(line).lookingAt();
            String path = absolute ? ABSOLUTE.matcher(line).replaceFirst("") : line;
            if (absolute || path.startsWith("/")) {
                addEnds(prefix, path.startsWith("/") ? path.substring(1) : path, keys);
            } else {
                normalised(folder + path).filter(key -> isBelow(key, prefix)).ifPresent(keys::add);
            }
        }
        return List.copyOf(keys);
    }

    /** Each end of a path that is a key below the prefix, the longest first; then each end put below the prefix. */
    private static void addEnds(String prefix, String path, Set<String> keys) {
        List<String> ends = normalised(path).map(SegmentUri::ends).orElse(List.of());
        ends.stream().filter(end -> isBelow(end, prefix)).forEach(keys::add);
        ends.forEach(end -> keys.add(prefix + end));
    }

    private static List<String> ends(String path) {
        List<String> ends = new ArrayList<>();
        for (String end = path; !end.isEmpty(); end = behindSlash(end)) {
            ends.add(end);
        }
        return ends;
    }

    private static String behindSlash(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(slash + 1);
    }

    private static boolean isBelow(String key, String prefix) {
        return key.startsWith(prefix) && key.length() > prefix.length();
    }

    private static String beforeQuery(String uri) {
        int end = uri.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = uri.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return uri.substring(0, end);
    }

    private static String decoded(String uri) {
        try {
            return URLDecoder.decode(uri.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return uri;
        }
    }

    /** Without dot segments (RFC 3986, 5.2.4); empty when they lead out of the bucket. */
    private static Optional<String> normalised(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }
}
