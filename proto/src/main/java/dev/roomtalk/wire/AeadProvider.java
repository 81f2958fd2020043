package dev.roomtalk.wire;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;

/** Makes the ciphers of relay keys: by OpenSSL or by the JDK. A program chooses one at its start. Any thread. */
public abstract sealed class AeadProvider {
    private final String name;

    private AeadProvider(String name) {
        this.name = name;
    }

    /** The JDK's: it needs nothing, and costs about 1 KB of garbage for each datagram. */
    public static AeadProvider jdk() {
        return new Jdk("the JDK");
    }

    /**
     * OpenSSL where this process may call it and has a version that is known, otherwise the JDK. The system property
     * {@code roomtalk.libcrypto} names another library than those that are looked for.
     */
    public static AeadProvider find() {
        String problem = LibCrypto.problem();
        if (problem != null) {
            return new Jdk("the JDK (" + problem + ")");
        }
        OpenSsl found = new OpenSsl(LibCrypto.version());
        return agrees(found) ? found : new Jdk("the JDK (" + LibCrypto.version() + " seals otherwise)");
    }

    /** Whether another provider seals as the JDK does, opens that, and opens nothing that was changed. */
    private static boolean agrees(AeadProvider other) {
        RelayKeys.DirectionKeys keys = new RelayKeys.DirectionKeys(new byte[16], new byte[Aead.NONCE_LENGTH]);
        int textLength = 40;
        byte[] expected = new byte[DatagramHeader.LENGTH + textLength + Aead.TAG_LENGTH];
        byte[] sealed = new byte[expected.length];
        byte[] opened = new byte[textLength];
        try (Aead jdk = jdk().sealing(keys);
                Aead sealing = other.sealing(keys);
                Aead opening = other.opening(keys)) {
            jdk.seal(1, new byte[textLength], 0, textLength, expected, 0);
            sealing.seal(1, new byte[textLength], 0, textLength, sealed, 0);
            boolean opens = opening.open(1, sealed, 0, sealed.length, opened) == textLength;
            sealed[sealed.length - 1] ^= 1;
            boolean rejects = opening.open(1, sealed, 0, sealed.length, opened) == -1;
            sealed[sealed.length - 1] ^= 1;
            return opens && rejects && Arrays.equals(expected, sealed);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** For the start line: such as "OpenSSL 3.0.19", or the JDK and why not OpenSSL. */
    public String name() {
        return name;
    }

    /** Contexts outside of Java's heap that were made and not freed yet. */
    public abstract long contexts();

    abstract Aead sealing(RelayKeys.DirectionKeys keys);

    abstract Aead opening(RelayKeys.DirectionKeys keys);

    private static final class Jdk extends AeadProvider {
        Jdk(String name) {
            super(name);
        }

        @Override
        public long contexts() {
            return 0;
        }

        @Override
        Aead sealing(RelayKeys.DirectionKeys keys) {
            return new JdkAead(keys, Cipher.ENCRYPT_MODE);
        }

        @Override
        Aead opening(RelayKeys.DirectionKeys keys) {
            return new JdkAead(keys, Cipher.DECRYPT_MODE);
        }
    }

    private static final class OpenSsl extends AeadProvider {
        private final AtomicLong contexts = new AtomicLong();

        OpenSsl(String name) {
            super(name);
        }

        @Override
        public long contexts() {
            return contexts.get();
        }

        @Override
        Aead sealing(RelayKeys.DirectionKeys keys) {
            return new OpenSslAead(keys, true, contexts);
        }

        @Override
        Aead opening(RelayKeys.DirectionKeys keys) {
            return new OpenSslAead(keys, false, contexts);
        }
    }
}
