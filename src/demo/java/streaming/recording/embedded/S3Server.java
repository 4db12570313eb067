package streaming.recording.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/**
 * An S3 server in this JVM (S3Proxy over a folder): signatures are checked, keys and passwords are those of the
 * service's defaults, buckets that were made {@link #publish public} can be read without a signature, as a browser
 * does.
 *
 * <p>Limits: the keys {@code a} and {@code a/b} cannot both exist; one part of a key between slashes has 218 bytes at
 * most; keys beyond ASCII need a UTF-8 locale ({@link #takesUnicodeKeys()}); the folder needs extended attributes;
 * nothing is synced to the disk.
 */
public final class S3Server implements AutoCloseable {
    private final Builder settings;
    private final Scratch scratch;
    private final PublicBuckets store;
    private int port;
    private S3Proxy proxy;
    private S3Client client;

    private S3Server(Builder settings) throws IOException {
        this.settings = settings;
        port = settings.port;
        scratch = settings.data == null ? scratch() : null;
        Path folder = scratch == null ? Files.createDirectories(settings.data).toAbsolutePath() : scratch.folder();
        if (!keepsAttributes(folder)) {
            throw new IOException(
                    "the S3 server keeps ETags and metadata in extended attributes (user.*), and the file system of "
                            + folder + " has none: choose another folder");
        }
        quieten();
        var properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        store = new PublicBuckets(BlobStores.create("filesystem", properties));
    }

    /** Among the temporary files, or elsewhere when these have no extended attributes (tmpfs before Linux 6.6). */
    private static Scratch scratch() throws IOException {
        Scratch first = Scratch.make("s3");
        if (keepsAttributes(first.folder())) {
            return first;
        }
        first.close();
        Path target = Path.of("target").toAbsolutePath();
        return Scratch.make(Files.isWritable(target) ? target : Cache.places().get(0), "s3");
    }

    private static boolean keepsAttributes(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, ".probe", "");
        try {
            Files.setAttribute(probe, "user:probe", new byte[] {1});
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            Files.delete(probe);
        }
    }

    /** A server with the service's default keys. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a server can be asked to be. */
    public static final class Builder {
        private Path data;
        private String host = "127.0.0.1";
        private int port;
        private String accessKey = "minioadmin";
        private String secretKey = "minioadmin123";

        private Builder() {}

        /**
         * Keeps the objects in this folder, over runs; without it they are temporary and deleted by
         * {@link S3Server#close()}.
         */
        public Builder data(Path path) {
            data = path;
            return this;
        }

        /** The address to listen on; 127.0.0.1 by default. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** The port to listen on; 0, the default, takes a free one and keeps it over {@link S3Server#stop()}. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** The only keys that are accepted. */
        public Builder credentials(String access, String secret) {
            accessKey = access;
            secretKey = secret;
            return this;
        }

        /** Starts it; throws {@link IllegalStateException} when the port is in use. */
        public S3Server start() {
            try {
                var server = new S3Server(this);
                try {
                    return server.start();
                } catch (RuntimeException e) {
                    server.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Whether this JVM can have file names beyond ASCII, and so the server keys; it can when LC_ALL or LANG names
     * UTF-8.
     */
    public static boolean takesUnicodeKeys() {
        return StandardCharsets.UTF_8.name().equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
    }

    /** Starts it again on the same port and objects; nothing happens when it runs. */
    public synchronized S3Server start() {
        if (proxy == null) {
            var starting = S3Proxy.builder()
                    .blobStore(store)
                    .endpoint(URI.create("http://" + settings.host + ":" + port))
                    .awsAuthentication(AuthenticationType.AWS_V4, settings.accessKey, settings.secretKey)
                    .stopTimeout(0)
                    .build();
            try {
                starting.start();
            } catch (Exception e) {
                throw new IllegalStateException(
                        "no S3 server on " + settings.host + ":" + port + ": " + e.getMessage(), e);
            }
            proxy = starting;
            port = starting.getPort();
        }
        return this;
    }

    /** Refuses connections from now on; the objects stay. */
    public synchronized void stop() {
        if (proxy != null) {
            try {
                proxy.stop();
            } catch (Exception e) {
                throw new IllegalStateException(
                        "the S3 server on port " + port + " does not stop: " + e.getMessage(), e);
            }
            proxy = null;
        }
    }

    /** Stops it and deletes temporary objects. */
    @Override
    public synchronized void close() {
        stop();
        if (client != null) {
            client.close();
        }
        if (scratch != null) {
            try {
                scratch.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Where it listens, as {@code http://127.0.0.1:9000}. */
    public URI endpoint() {
        return URI.create("http://" + settings.host + ":" + port);
    }

    public int port() {
        return port;
    }

    public String accessKey() {
        return settings.accessKey;
    }

    public String secretKey() {
        return settings.secretKey;
    }

    /** A client of this server: path style, checksums only where S3 demands them; closed with the server. */
    public synchronized S3Client client() {
        if (client == null) {
            client = client(accessKey(), secretKey());
        }
        return client;
    }

    /** As {@link #client()} with other keys; the caller closes it. */
    public S3Client client(String access, String secret) {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(access, secret)))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
    }

    /** Makes the bucket unless it is there. */
    public S3Server createBucket(String name) {
        if (!store.containerExists(name)) {
            store.createContainer(name);
        }
        return this;
    }

    /**
     * Makes the bucket and lets everybody read its objects without a signature; listing and writing still need the
     * keys.
     */
    public S3Server publish(String bucket) {
        createBucket(bucket);
        store.open.add(bucket);
        return this;
    }

    /** S3Proxy asks each object whether it is public: a public bucket says so for all. */
    private static final class PublicBuckets extends ForwardingBlobStore {
        private final Set<String> open = ConcurrentHashMap.newKeySet();

        PublicBuckets(BlobStore store) {
            super(store);
        }

        @Override
        public ObjectCannedACL getBlobAccess(String bucket, String key) {
            if (!open.contains(bucket)) {
                return super.getBlobAccess(bucket, key);
            }
            // An object that is not there stays "not found".
            return delegate().blobExists(bucket, key) ? ObjectCannedACL.PUBLIC_READ : super.getBlobAccess(bucket, key);
        }
    }

    /**
     * At DEBUG, which is the default of a logger without configuration, S3Proxy writes every header of every request.
     */
    private static void quieten() {
        if (LoggerFactory.getILoggerFactory() instanceof ch.qos.logback.classic.LoggerContext context) {
            context.getLogger("org.gaul").setLevel(ch.qos.logback.classic.Level.WARN);
        }
    }
}
