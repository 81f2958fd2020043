package dev.roomtalk.server.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * The process of {@link S3Proxy}. S3Proxy's own program loads the clients of all the clouds that it can stand before.
 */
final class S3ProxyProgram {
    private S3ProxyProgram() {}

    /** @param args the directory of the buckets; the id and the secret of the one key */
    public static void main(String[] args) throws Exception {
        String id = args[1];
        String secret = args[2];
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", Path.of(args[0]).toString());
        BlobStoreContext buckets = ContextBuilder.newBuilder(new FilesystemNio2BlobApiMetadata())
                .credentials(id, secret)
                .overrides(properties)
                .buildView(BlobStoreContext.class);
        org.gaul.s3proxy.S3Proxy server = org.gaul.s3proxy.S3Proxy.builder()
                .blobStore(buckets.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, id, secret)
                .build();
        server.start();
        System.out.println("listens on port " + server.getPort());
    }
}
