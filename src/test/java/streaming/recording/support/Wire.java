package streaming.recording.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line between the service and an HTTP server, which breaks as lines and servers do: resets in the middle of a
 * body, silence, errors in place of answers, a server whose clock is wrong. What no fault is set for passes as it is.
 */
public final class Wire implements AutoCloseable {

    private static final Pattern REQUEST = Pattern.compile("^(?:GET|PUT|POST|HEAD|DELETE) \\S+(?= HTTP/1)");
    private static final Pattern HTTP_TIME = Pattern.compile("(?<=\r\n(?:Date|Last-Modified): )[^\r]{29}");
    private static final Pattern XML_TIME =
            Pattern.compile("(?<=<LastModified>)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private enum Kind {
        NONE,
        ANSWER,
        RESET_ANSWER,
        HOLD_ANSWER,
        RESET_REQUEST
    }

    /** What happens to requests of a form, until it is lifted or has happened so often. */
    public static final class Fault {
        private final Pattern requests;
        private final AtomicInteger hits = new AtomicInteger();
        private volatile int left = Integer.MAX_VALUE;
        private volatile Kind kind = Kind.NONE;
        private volatile int after;
        private volatile String answer;

        private Fault(Pattern requests) {
            this.requests = requests;
        }

        /** Only the first so many requests. */
        public Fault times(int number) {
            left = number;
            return this;
        }

        /** The server answers with this status and an error of S3, and ends the connection. */
        public Fault answers(int status, String code) {
            String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>" + code
                    + "</Message></Error>";
            return answers("HTTP/1.1 " + status + " Fault\r\nContent-Type: application/xml\r\nContent-Length: "
                    + body.length() + "\r\nConnection: close\r\n\r\n" + body);
        }

        /** The server answers with these bytes and ends the connection. */
        public Fault answers(String bytes) {
            answer = bytes;
            return of(Kind.ANSWER, 0);
        }

        /** The connection is reset when so many bytes of the answer have passed. */
        public Fault resetsAnswerAfter(int bytes) {
            return of(Kind.RESET_ANSWER, bytes);
        }

        /** Nothing more comes when so many bytes of the answer have passed; the connection stays. */
        public Fault holdsAnswerAfter(int bytes) {
            return of(Kind.HOLD_ANSWER, bytes);
        }

        /** The connection is reset when so many bytes of the request have passed. */
        public Fault resetsRequestAfter(int bytes) {
            return of(Kind.RESET_REQUEST, bytes);
        }

        /** From now on these requests pass. */
        public void lift() {
            left = 0;
        }

        /** How many requests it happened to. */
        public int hits() {
            return hits.get();
        }

        private Fault of(Kind what, int bytes) {
            after = bytes;
            kind = what;
            return this;
        }

        private synchronized boolean takes(String request) {
            if (kind == Kind.NONE || left <= 0 || !requests.matcher(request).find()) {
                return false;
            }
            left--;
            hits.incrementAndGet();
            return true;
        }
    }

    /** One connection: the pump of the requests finds the fault, the pump of the answers obeys it. */
    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile Fault fault;
        private volatile long requested;
        private volatile long answered;

        Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() throws IOException {
            byte[] buffer = new byte[64 << 10];
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Matcher line =
                        REQUEST.matcher(new String(buffer, 0, Math.min(read, 2_000), StandardCharsets.ISO_8859_1));
                if (line.find()) {
                    requested = 0;
                    answered = 0;
                    seen.add(line.group());
                    fault = faults.stream()
                            .filter(any -> any.takes(line.group()))
                            .findFirst()
                            .orElse(null);
                }
                Fault now = fault;
                if (now != null && now.kind == Kind.ANSWER) {
                    client.getOutputStream().write(now.answer.getBytes(StandardCharsets.ISO_8859_1));
                    client.shutdownOutput();
                    in.skip(Long.MAX_VALUE);
                    return;
                }
                requested += read;
                if (now != null && now.kind == Kind.RESET_REQUEST && requested > now.after) {
                    client.setSoLinger(true, 0);
                    return;
                }
                out.write(buffer, 0, read);
            }
        }

        void answers() throws IOException {
            byte[] buffer = new byte[64 << 10];
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] bytes = skew.isZero() && !milliseconds ? buffer : shifted(buffer, read);
                Fault now = fault;
                if (now != null && (now.kind == Kind.RESET_ANSWER || now.kind == Kind.HOLD_ANSWER)) {
                    int pass = (int) Math.max(0, Math.min(read, now.after - answered));
                    out.write(bytes, 0, pass);
                    if (now.kind == Kind.RESET_ANSWER && pass < read) {
                        client.setSoLinger(true, 0);
                        return;
                    }
                } else {
                    out.write(bytes, 0, read);
                }
                answered += read;
            }
        }
    }

    private final URI upstream;
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile Duration skew = Duration.ZERO;
    private volatile boolean milliseconds;
    private ServerSocket door;

    public Wire(URI upstream) {
        this.upstream = upstream;
        door = listen(0);
        port = door.getLocalPort();
    }

    /** For MINIO_ENDPOINT. */
    public String endpoint() {
        return "localhost:" + port;
    }

    /** @param requests what is to be found in {@code METHOD /path?query}, a regular expression */
    public Fault on(String requests) {
        Fault fault = new Fault(Pattern.compile(requests));
        faults.add(fault);
        return fault;
    }

    /** Nothing happens to any request any more. */
    public void clear() {
        faults.clear();
        skew = Duration.ZERO;
    }

    /** The server's clock is so much ahead of ours: its Date, and the times of its objects. */
    public Wire skew(Duration ahead) {
        skew = ahead;
        return this;
    }

    /** Nobody listens any more, and what was connected is not. */
    public synchronized void cut() {
        closeQuietly(door);
        sockets.forEach(Wire::closeQuietly);
        sockets.clear();
    }

    /** Somebody listens again. */
    public synchronized void mend() {
        door = listen(port);
    }

    /**
     * Listings tell the times of objects in milliseconds, as some servers do, and answers to GET and HEAD in seconds.
     */
    public void listsMilliseconds() {
        milliseconds = true;
    }

    /** How many requests of this form came. */
    public long count(String requests) {
        Pattern pattern = Pattern.compile(requests);
        return seen.stream().filter(request -> pattern.matcher(request).find()).count();
    }

    @Override
    public void close() {
        cut();
    }

    private ServerSocket listen(int where) {
        try {
            ServerSocket socket = new ServerSocket(where, 200, InetAddress.getByName("localhost"));
            start(
                    () -> {
                        while (true) {
                            Socket client = socket.accept();
                            Socket server = new Socket(upstream.getHost(), upstream.getPort());
                            sockets.add(client);
                            sockets.add(server);
                            Line line = new Line(client, server);
                            start(line::requests, client, server);
                            start(line::answers, client, server);
                        }
                    },
                    socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    private void start(Pump pump, AutoCloseable... ends) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException e) {
                        // the other end is gone, and so is this one
                    } finally {
                        for (AutoCloseable end : ends) {
                            closeQuietly(end);
                        }
                    }
                },
                "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            // it is gone
        }
    }

    /** Times have the same length whatever they say, so that no other byte moves. */
    private byte[] shifted(byte[] buffer, int length) {
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        Function<Instant, Instant> shift = time -> time.plus(skew);
        text = HTTP_TIME.matcher(text).replaceAll(time -> HTTP.withZone(ZoneOffset.UTC)
                .format(shift.apply(ZonedDateTime.parse(time.group(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())));
        text = XML_TIME.matcher(text).replaceAll(time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME
                .withZone(ZoneOffset.UTC)
                .format(shift.apply(LocalDateTime.parse(time.group()).toInstant(ZoneOffset.UTC))));
        if (milliseconds) {
            text = text.replace(".000Z</LastModified>", ".375Z</LastModified>");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
