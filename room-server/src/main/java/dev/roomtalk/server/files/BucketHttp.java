package dev.roomtalk.server.files;

import com.github.davidmoten.aws.lw.client.HttpClient;
import com.github.davidmoten.aws.lw.client.ResponseInputStream;
import dev.roomtalk.wire.SystemRoots;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the client of a bucket, over connections that are used again, to servers for which somebody vouches
 * whom this machine trusts. Any thread.
 */
final class BucketHttp implements HttpClient {
    private final @Nullable SSLSocketFactory sockets;

    private BucketHttp(@Nullable SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Without TLS. */
    static BucketHttp plain() {
        return new BucketHttp(null);
    }

    /** @throws IOException in a sentence for the person: nobody is trusted, because that could not be read */
    static BucketHttp tls(SystemRoots.Roots roots) throws IOException {
        if (roots.manager() == null) {
            throw new IOException("file-bucket: " + roots.unreadable());
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {roots.manager()}, null);
            return new BucketHttp(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IOException("file-bucket: TLS cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public ResponseInputStream request(
            URL url,
            String method,
            Map<String, String> headers,
            byte @Nullable [] body,
            int connectMillis,
            int readMillis)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        if (connection instanceof HttpsURLConnection secure && sockets != null) {
            secure.setSSLSocketFactory(sockets);
        }
        connection.setConnectTimeout(connectMillis);
        connection.setReadTimeout(readMillis);
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        headers.forEach(connection::setRequestProperty);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        InputStream answer =
                status < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream();
        // What is read to its end leaves the connection for the next request.
        return new ResponseInputStream(
                () -> {},
                status,
                connection.getHeaderFields(),
                answer == null ? InputStream.nullInputStream() : answer);
    }
}
