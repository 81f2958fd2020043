package dev.roomtalk.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The two pairs of key and IV that a relay secret gives for one connection id.
 *
 * <p>HKDF-SHA256 (RFC 5869) with an empty salt; the info is the ASCII text {@code "roomtalk v1 client"} or
 * {@code "roomtalk v1 server"} (who seals) and the 8 bytes of the connection id; 28 bytes of output are key (16) and IV
 * (12).
 *
 * <p>Each sealer is given out once: a second one would count the packet numbers from 1 again, under the same key. Safe
 * for use by several threads; what it gives out is confined to one.
 */
public final class RelayKeys {
    private final long connectionId;
    private final DirectionKeys client;
    private final DirectionKeys server;
    private final AeadProvider ciphers;
    private final AtomicBoolean clientSealerTaken = new AtomicBoolean();
    private final AtomicBoolean serverSealerTaken = new AtomicBoolean();

    private RelayKeys(long connectionId, DirectionKeys client, DirectionKeys server, AeadProvider ciphers) {
        this.connectionId = connectionId;
        this.client = client;
        this.server = server;
        this.ciphers = ciphers;
    }

    /** One direction: a 16-byte key, a 12-byte IV. */
    static final class DirectionKeys {
        final byte[] key;
        final byte[] iv;

        DirectionKeys(byte[] key, byte[] iv) {
            this.key = key;
            this.iv = iv;
        }
    }

    /**
     * Derives the keys of a connection id, for ciphers of the JDK.
     *
     * @param secret {@link Protocol#SECRET_LENGTH} random bytes, used for this connection id alone
     * @throws IllegalArgumentException if the secret has another length
     */
    public static RelayKeys derive(byte[] secret, long connectionId) {
        return derive(secret, connectionId, AeadProvider.jdk());
    }

    /**
     * Derives the keys of a connection id.
     *
     * @param secret {@link Protocol#SECRET_LENGTH} random bytes, used for this connection id alone
     * @param ciphers makes what seals and opens
     * @throws IllegalArgumentException if the secret has another length
     */
    public static RelayKeys derive(byte[] secret, long connectionId, AeadProvider ciphers) {
        if (secret.length != Protocol.SECRET_LENGTH) {
            throw new IllegalArgumentException("a relay secret is 32 bytes, not " + secret.length);
        }
        return new RelayKeys(
                connectionId, expand(secret, "client", connectionId), expand(secret, "server", connectionId), ciphers);
    }

    private static DirectionKeys expand(byte[] secret, String sealedBy, long connectionId) {
        byte[] label = ("roomtalk v1 " + sealedBy).getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(label.length + Long.BYTES)
                .put(label)
                .putLong(connectionId)
                .array();
        try {
            byte[] output = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, 28));
            return new DirectionKeys(Arrays.copyOfRange(output, 0, 16), Arrays.copyOfRange(output, 16, 28));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HKDF-SHA256", e);
        }
    }

    /**
     * What the client seals with.
     *
     * @throws IllegalArgumentException if these are not the keys of {@code connectionId}
     * @throws IllegalStateException if it was given out before
     */
    public DatagramSealer clientSealer(long connectionId) {
        return sealer(client, clientSealerTaken, connectionId);
    }

    /** What the server opens the client's datagrams with. */
    public DatagramOpener clientOpener() {
        return new DatagramOpener(ciphers.opening(client));
    }

    /**
     * What the server seals with.
     *
     * @throws IllegalArgumentException if these are not the keys of {@code connectionId}
     * @throws IllegalStateException if it was given out before
     */
    public DatagramSealer serverSealer(long connectionId) {
        return sealer(server, serverSealerTaken, connectionId);
    }

    private DatagramSealer sealer(DirectionKeys keys, AtomicBoolean taken, long connectionId) {
        if (connectionId != this.connectionId) {
            throw new IllegalArgumentException("these keys belong to another connection id");
        }
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("the sealer of this direction was given out before");
        }
        return new DatagramSealer(ciphers.sealing(keys), connectionId);
    }

    DirectionKeys client() {
        return client;
    }

    DirectionKeys server() {
        return server;
    }

    /** What the client opens the server's datagrams with. */
    public DatagramOpener serverOpener() {
        return new DatagramOpener(ciphers.opening(server));
    }
}
