package streaming.recording.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * S3Proxy, whose store of files copies all parts when an upload is completed and looks into each file for a listing,
 * made to link the parts and to list from an index: as S3, Ceph and MinIO do, which write down what there is.
 */
final class LinkingStore extends ForwardingBlobStore implements AutoCloseable {

    private record Linked(List<Path> parts, HeadObjectResponse head) {}

    private final Path folder;
    private final S3Proxy server;
    private final Map<String, Map<Integer, Part>> uploads = new ConcurrentHashMap<>();
    private final Map<String, CreateMultipartUploadRequest> requests = new ConcurrentHashMap<>();
    private final Map<String, Linked> objects = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<String, S3Object>> index = new ConcurrentHashMap<>();

    private LinkingStore(BlobStore files, Path folder, String access, String secret) throws Exception {
        super(files);
        this.folder = Files.createDirectories(folder.resolve("parts"));
        server = S3Proxy.builder()
                .blobStore(this)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, access, secret)
                .stopTimeout(0)
                .build();
        server.start();
    }

    static LinkingStore start(Path folder, String access, String secret) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(
                "jclouds.filesystem.basedir",
                Files.createDirectories(folder.resolve("objects")).toString());
        return new LinkingStore(BlobStores.create("filesystem", properties), folder, access, secret);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
        PutObjectResponse put = super.putBlob(request, content);
        HeadObjectResponse head = super.blobMetadata(HeadObjectRequest.builder()
                .bucket(request.bucket())
                .key(request.key())
                .build());
        indexed(request.bucket()).put(request.key(), listed(request.key(), head));
        return put;
    }

    private static S3Object listed(String key, HeadObjectResponse head) {
        return S3Object.builder()
                .key(key)
                .size(head.contentLength())
                .eTag(head.eTag())
                .lastModified(head.lastModified())
                .build();
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after = Stream.of(prefix, request.startAfter(), request.continuationToken())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse("");
        int most = request.maxKeys() == null ? 1000 : request.maxKeys();
        List<S3Object> page = indexed(request.bucket()).tailMap(after, after.equals(prefix)).values().stream()
                .takeWhile(object -> object.key().startsWith(prefix))
                .limit(most + 1L)
                .toList();
        boolean truncated = page.size() > most;
        List<S3Object> contents = truncated ? page.subList(0, most) : page;
        return ListObjectsV2Response.builder()
                .name(request.bucket())
                .prefix(request.prefix())
                .delimiter(request.delimiter())
                .maxKeys(most)
                .keyCount(contents.size())
                .contents(contents)
                .isTruncated(truncated)
                .nextContinuationToken(truncated ? contents.get(most - 1).key() : null)
                .build();
    }

    /** Lists an object whose bytes nobody will ask for. */
    void list(String bucket, S3Object object) {
        indexed(bucket).put(object.key(), object);
    }

    private NavigableMap<String, S3Object> indexed(String bucket) {
        return index.computeIfAbsent(bucket, name -> new ConcurrentSkipListMap<>());
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        MultipartUpload upload = super.initiateMultipartUpload(request);
        uploads.put(upload.id(), new ConcurrentSkipListMap<>());
        requests.put(upload.id(), request);
        return upload;
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream content) {
        try (DigestInputStream in = new DigestInputStream(content, DigestUtils.getMd5Digest())) {
            long size = Files.copy(
                    in, file(upload, request.partNumber()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            String etag = '"' + HexFormat.of().formatHex(in.getMessageDigest().digest()) + '"';
            uploads.get(upload.id())
                    .put(
                            request.partNumber(),
                            Part.builder()
                                    .partNumber(request.partNumber())
                                    .size(size)
                                    .eTag(etag)
                                    .lastModified(Instant.now())
                                    .build());
            return UploadPartResponse.builder().eTag(etag).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload upload) {
        return List.copyOf(uploads.getOrDefault(upload.id(), Map.of()).values());
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        List<Path> parts = new ArrayList<>();
        long size = 0;
        for (Part part : uploads.remove(upload.id()).values()) {
            parts.add(file(upload, part.partNumber()));
            size += part.size();
        }
        String etag = '"' + DigestUtils.md5Hex(upload.id()) + "-" + parts.size() + '"';
        CreateMultipartUploadRequest begun = requests.remove(upload.id());
        HeadObjectResponse head = HeadObjectResponse.builder()
                .contentLength(size)
                .eTag(etag)
                .contentType(begun.contentType())
                .metadata(begun.metadata())
                .lastModified(Instant.now())
                .build();
        objects.put(begun.bucket() + "/" + begun.key(), new Linked(parts, head));
        indexed(begun.bucket()).put(begun.key(), listed(begun.key(), head));
        super.abortMultipartUpload(upload);
        return CompleteMultipartUploadResponse.builder().eTag(etag).build();
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        Linked object = objects.get(request.bucket() + "/" + request.key());
        return object == null ? super.blobMetadata(request) : object.head();
    }

    @Override
    public HeadObjectResponse blobMetadataIfPresent(HeadObjectRequest request) {
        Linked object = objects.get(request.bucket() + "/" + request.key());
        return object == null ? super.blobMetadataIfPresent(request) : object.head();
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        Linked object = objects.get(request.bucket() + "/" + request.key());
        if (object == null) {
            return super.getBlob(request);
        }
        HeadObjectResponse head = object.head();
        InputStream content = new SequenceInputStream(Collections.enumeration(
                object.parts().stream().map(LinkingStore::open).toList()));
        return new ResponseInputStream<>(
                GetObjectResponse.builder()
                        .contentLength(head.contentLength())
                        .eTag(head.eTag())
                        .contentType(head.contentType())
                        .metadata(head.metadata())
                        .lastModified(head.lastModified())
                        .build(),
                AbortableInputStream.create(content));
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        Linked object = objects.remove(request.bucket() + "/" + request.key());
        indexed(request.bucket()).remove(request.key());
        if (object == null) {
            return super.removeBlob(request);
        }
        object.parts().forEach(part -> part.toFile().delete());
        return DeleteObjectResponse.builder().build();
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return objects.containsKey(bucket + "/" + key) ? ObjectCannedACL.PRIVATE : super.getBlobAccess(bucket, key);
    }

    private Path file(MultipartUpload upload, int number) {
        return folder.resolve(DigestUtils.md5Hex(upload.id()) + "-" + number);
    }

    private static InputStream open(Path part) {
        try {
            return Files.newInputStream(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        super.close();
    }
}
