package dev.roomtalk.server.files;

import com.github.davidmoten.aws.lw.client.Client;
import com.github.davidmoten.aws.lw.client.HttpMethod;
import com.github.davidmoten.aws.lw.client.MaxAttemptsExceededException;
import com.github.davidmoten.aws.lw.client.Request;
import com.github.davidmoten.aws.lw.client.Response;
import com.github.davidmoten.aws.lw.client.xml.XmlElement;
import com.github.davidmoten.aws.lw.client.xml.XmlParseException;
import dev.roomtalk.wire.SystemRoots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one bucket. Any thread. Each method waits for the store, asks again where it fails, and in the end
 * fails with a sentence for the person: {@link BucketRefusedException} where the store has refused it.
 */
final class Bucket {
    private static final int CONNECT_SECONDS = 5;
    private static final int READ_SECONDS = 20;
    private static final int ATTEMPTS = 3;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    /** Too slow, too many requests, and errors of the server or of what stands before it. */
    private static final Integer[] AGAIN = {408, 429, SERVER_ERROR, 502, 503, 504, 509};

    private final Client client;
    private final String name;
    private final String display;

    private Bucket(Client client, BucketSettings settings) {
        this.client = client;
        this.name = settings.bucket();
        this.display = settings.display();
    }

    /**
     * An object of the bucket.
     *
     * @param tag another one when it was written again
     * @param written when, by the store's clock
     */
    record Entry(String key, long size, String tag, Instant written) {}

    /**
     * Makes the client, which asks the store for nothing yet.
     *
     * @throws IOException in a sentence for the person: there are no keys
     */
    static Bucket of(BucketSettings settings) throws IOException {
        String base = settings.base();
        Client client = Client.s3()
                .region(settings.region())
                .credentials(BucketKeys.read(settings.credentials(), System.getenv()))
                .baseUrlFactory((_, _) -> base)
                .httpClient(base.startsWith("https:") ? BucketHttp.tls(SystemRoots.load()) : BucketHttp.plain())
                .connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                .readTimeout(READ_SECONDS, TimeUnit.SECONDS)
                .retryMaxAttempts(ATTEMPTS)
                .retryStatusCodes(AGAIN)
                .build();
        return new Bucket(client, settings);
    }

    private Response ask(Request request) throws IOException {
        try {
            return request.response();
        } catch (MaxAttemptsExceededException | UncheckedIOException e) {
            throw new IOException("the " + display + " cannot be reached: " + words(e), e);
        }
    }

    /** What was wrong at first, in words. */
    private static String words(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        if (first instanceof UnknownHostException) {
            return "no such host";
        }
        return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
    }

    private IOException refused(Response response) {
        String code = code(response);
        String why = code.isEmpty() ? "status " + response.statusCode() : code;
        return response.statusCode() < SERVER_ERROR
                ? new BucketRefusedException("the " + display + " refuses a request: " + why)
                : new IOException("the " + display + " cannot be used now: " + why);
    }

    /** The store's code of an error; empty: it has said none. */
    private static String code(Response response) {
        try {
            return text(XmlElement.parse(response.contentUtf8()), "Code");
        } catch (XmlParseException e) {
            return "";
        }
    }

    private static String text(XmlElement element, String child) {
        List<XmlElement> found = element.childrenWithName(child);
        return found.isEmpty() ? "" : found.getFirst().content().strip();
    }

    /** All objects whose keys begin so. */
    List<Entry> list(String prefix) throws IOException {
        List<Entry> entries = new ArrayList<>();
        String next = "";
        do {
            Request request = client.path(name).query("list-type", "2").query("prefix", prefix);
            Response response = ask(next.isEmpty() ? request : request.query("continuation-token", next));
            if (!response.isOk()) {
                throw refused(response);
            }
            try {
                XmlElement page = XmlElement.parse(response.contentUtf8());
                for (XmlElement each : page.childrenWithName("Contents")) {
                    entries.add(new Entry(
                            text(each, "Key"),
                            Long.parseLong(text(each, "Size")),
                            text(each, "ETag"),
                            Instant.parse(text(each, "LastModified"))));
                }
                next = text(page, "NextContinuationToken");
            } catch (XmlParseException | NumberFormatException | DateTimeException e) {
                throw new IOException("the " + display + " gives a list that cannot be understood", e);
            }
        } while (!next.isEmpty());
        return entries;
    }

    /** An object; null: there is none. */
    byte @Nullable [] get(String key) throws IOException {
        return got(client.path(name, key));
    }

    /** A part of an object; null: there is no such object. */
    byte @Nullable [] get(String key, long offset, int length) throws IOException {
        return got(client.path(name, key).header("Range", "bytes=" + offset + "-" + (offset + length - 1)));
    }

    private byte @Nullable [] got(Request request) throws IOException {
        Response response = ask(request);
        if (response.isOk()) {
            return response.content();
        }
        if (response.statusCode() == NOT_FOUND && code(response).equals("NoSuchKey")) {
            return null;
        }
        throw refused(response);
    }

    /** Writes an object, or another in the place of one. */
    void put(String key, byte[] content) throws IOException {
        done(client.path(name, key).method(HttpMethod.PUT).requestBody(content));
    }

    /** Removes an object, if there is one. */
    void delete(String key) throws IOException {
        done(client.path(name, key).method(HttpMethod.DELETE));
    }

    private void done(Request request) throws IOException {
        Response response = ask(request);
        if (!response.isOk()) {
            throw refused(response);
        }
    }

    @Override
    public String toString() {
        return display;
    }
}
