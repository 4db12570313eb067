package streaming.recording.segment;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import streaming.recording.failure.CannotNow;

/** Brings the bytes of one object into a file, all of them and in time, and tells the store's faults from ours. */
final class Download {

    private final Duration timeout;
    private final EtagCheck etags = new EtagCheck();

    /** @param timeout of the whole; the client's own is that of a single read, and a store may dribble for ever */
    Download(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * @param body the answer of the store; closed when this returns
     * @param listed the object as it was listed; a newer version of it may come
     * @return bytes
     * @throws CannotNow when other bytes came than were announced or listed or than their checksum says, or too slowly
     * @throws IOException when the file cannot be written
     */
    long save(ResponseInputStream<GetObjectResponse> body, SegmentObject listed, Path file) throws IOException {
        long came = 0;
        boolean whole = false;
        MessageDigest md5 = etags.digest(body.response());
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[64 << 10];
            long deadline = System.nanoTime() + timeout.toNanos();
            for (int read = read(body, buffer, listed, came); read >= 0; read = read(body, buffer, listed, came)) {
                out.write(buffer, 0, read);
                if (md5 != null) {
                    md5.update(buffer, 0, read);
                }
                came += read;
                if (System.nanoTime() - deadline > 0) {
                    throw new CannotNow(listed.objectKey() + ": " + came + " bytes came in " + timeout.toMillis()
                            + " ms, too slowly");
                }
            }
            whole = true;
        } finally {
            if (whole) {
                close(body);
            } else {
                // closing would wait for the rest
                body.abort();
            }
        }
        Long announced = body.response().contentLength();
        if (announced != null && announced != came) {
            throw new CannotNow(listed.objectKey() + ": " + came + " of " + announced + " bytes came");
        }
        if (body.response().eTag().equals(listed.etag()) && listed.size() != came) {
            throw new CannotNow(listed.objectKey() + ": " + came + " bytes came, " + listed.size()
                    + " were listed under the same ETag");
        }
        etags.check(listed.objectKey(), body.response(), md5);
        return came;
    }

    private static int read(
            ResponseInputStream<GetObjectResponse> body, byte[] buffer, SegmentObject listed, long came) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new CannotNow(listed.objectKey() + " broke off after " + came + " bytes: " + e.getMessage(), e);
        } catch (SdkException e) {
            // of the checksum that the store sent with it
            throw new CannotNow(listed.objectKey() + " came wrong: " + e.getMessage(), e);
        }
    }

    private static void close(ResponseInputStream<GetObjectResponse> body) {
        try {
            body.close();
        } catch (IOException e) {
            // all of it was read: what its connection has to say is of no use
            body.abort();
        }
    }
}
