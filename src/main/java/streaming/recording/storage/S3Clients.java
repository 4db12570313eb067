package streaming.recording.storage;

import java.net.URI;
import java.time.Duration;
import org.apache.camel.component.aws2.s3.AWS2S3Component;
import org.apache.camel.component.aws2.s3.AWS2S3Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Clients and Camel components for S3 servers of any make. */
public final class S3Clients {

    /** Of one request with all its retries: a store may ask for any wait between them (Retry-After). */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private S3Clients() {}

    /**
     * @param endpoint host:port
     * @param timeout without a byte, after which a request is given up
     * @param connections at once
     * @param patient whether a failed request is tried again by the client itself
     */
    public static S3Client client(
            String endpoint,
            boolean ssl,
            String accessKey,
            String secretKey,
            Duration timeout,
            int connections,
            boolean patient) {
        return S3Client.builder()
                .endpointOverride(URI.create((ssl ? "https://" : "http://") + endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .forcePathStyle(true)
                .overrideConfiguration(client -> client.apiCallTimeout(LONGEST)
                        .retryStrategy(
                                patient ? AwsRetryStrategy.standardRetryStrategy() : AwsRetryStrategy.doNotRetry()))
                // the SDK's default adds trailing checksums, which several S3 servers refuse
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(5))
                        .socketTimeout(timeout)
                        .maxConnections(connections))
                .build();
    }

    /** @param url of the S3 server as those see it who get the signed URLs, such as http://localhost:9000 */
    public static S3Presigner presigner(String url, String accessKey, String secretKey) {
        return S3Presigner.builder()
                .endpointOverride(URI.create(url))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /** A component of its own for each store, so that a route names the store and no credentials. */
    public static AWS2S3Component component(S3Client client) {
        AWS2S3Configuration configuration = new AWS2S3Configuration();
        configuration.setAmazonS3Client(client);
        AWS2S3Component component = new AWS2S3Component();
        component.setConfiguration(configuration);
        return component;
    }
}
