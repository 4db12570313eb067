FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# -Pkafka: with Kafka's client. Maven reads it
ARG MAVEN_ARGS=
# libraries change less often than the code: a layer of their own
COPY pom.xml ./
RUN mvn -B -ntp dependency:go-offline
COPY src/main src/main
RUN mvn -B -ntp -Dmaven.test.skip=true package

# Debian 12: its Java 17 and its ffmpeg are the ones that the tests run with.
# (Java cannot be installed on a slim image without the folder of man pages.)
FROM debian:12-slim
RUN mkdir -p /usr/share/man/man1 \
    && apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl ffmpeg openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-log-init --home-dir /app --shell /usr/sbin/nologin recorder \
    && install -d -o recorder -g recorder /tmp/recordings

# The service reads application.properties and routes/ from here; either can be mounted over.
WORKDIR /app
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/recording-service.jar ./
COPY application.properties ./
COPY routes routes
# Its classes as the JVM keeps them once they are read and verified (class-data sharing), so that each start is spared that. It runs for a moment
# without its neighbours, by the same Java; an archive that does not fit is left out.
RUN DB_HOST=127.0.0.1 MINIO_ENDPOINT=127.0.0.1:9000 STREAM_SERVICE_URL= WORK_DIR=/tmp/archive \
    java -XX:ArchiveClassesAtExit=recording-service.jsa -Dcamel.main.durationMaxSeconds=10 -jar recording-service.jar \
    && rm -rf /tmp/archive

USER 10001:10001
EXPOSE 8083
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD curl -fsS "http://localhost:${PORT:-8083}/health" || exit 1
# Half of the container's memory is Java's; the other half is for ffmpeg and the file cache.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=recording-service.jsa", "-Xlog:cds=off", "-jar", "recording-service.jar"]
