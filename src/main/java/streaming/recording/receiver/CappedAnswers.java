package streaming.recording.receiver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Neighbours answer with a few kilobytes, the Stream Service with all its live streams. Whatever they send, no answer
 * takes more of the heap than this: a longer one is none.
 */
public final class CappedAnswers implements HttpClientConfigurer {

    /** 20,000 live streams, bytes. */
    private static final long MOST = 8 << 20;

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        // the outermost: it sees what comes out of gzip
        client.addExecInterceptorFirst("capped-answers", (request, scope, chain) -> {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            if (answer.getEntity() != null) {
                answer.setEntity(new Capped(answer.getEntity()));
            }
            return answer;
        });
    }

    private static final class Capped extends HttpEntityWrapper {

        Capped(HttpEntity entity) {
            super(entity);
        }

        @Override
        public InputStream getContent() throws IOException {
            InputStream content = super.getContent();
            return content == null ? null : new CappedStream(content);
        }
    }

    private static final class CappedStream extends FilterInputStream {

        private long came;

        CappedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            came += Math.max(0, read);
            if (came > MOST) {
                throw new IOException("the answer is longer than " + MOST + " bytes");
            }
        }
    }
}
