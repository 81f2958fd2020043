package dev.roomtalk.server.files;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of an S3-compatible store that keeps the files of rooms.
 *
 * @param endpoint where the store is reached; null: Amazon's, in that region
 * @param credentials the file with its keys, in the form of {@code ~/.aws/credentials}; null: they are in the
 *     environment
 */
public record BucketSettings(
        String bucket,
        @Nullable URI endpoint,
        String region,
        @Nullable Path credentials) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** As a person reads it. */
    String display() {
        return "bucket " + bucket + (endpoint == null ? " in " + region : " at " + endpoint);
    }

    /**
     * The address of the store, before the name of the bucket. A port that is usual is left out: the address is signed
     * as it is sent.
     */
    String base() {
        if (endpoint == null) {
            return "https://s3." + region + ".amazonaws.com/";
        }
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == ("https".equals(endpoint.getScheme()) ? HTTPS : HTTP);
        return endpoint.getScheme() + "://" + endpoint.getHost() + (usual ? "" : ":" + port) + "/";
    }
}
