package streaming.recording.receiver;

import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.commons.io.input.BoundedInputStream;
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
            return content == null
                    ? null
                    : BoundedInputStream.builder()
                            .setInputStream(content)
                            .setMaxCount(MOST + 1)
                            .setOnMaxCount((most, came) -> {
                                throw new IOException("the answer is longer than " + MOST + " bytes");
                            })
                            .get();
        }
    }
}
