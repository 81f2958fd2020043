package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.app.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in the files that tools make, and what is said of those that cannot be used. */
class KeyFormsTest {
    /** Of {@code openssl ecparam -name prime256v1}: what stands before a key that it makes. */
    private static final String EC_PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    @TempDir
    Path directory;

    private Path chain;
    private Path key;

    @BeforeEach
    void names() {
        chain = directory.resolve("chain.pem");
        key = directory.resolve("private.pem");
    }

    private void use() throws IOException {
        Certificate.given(chain, key).context();
    }

    private void refused(String... words) {
        assertThatThrownBy(this::use).isInstanceOf(IOException.class).hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void takesPkcs8(String kind) throws IOException {
        KeyPair pair = Certificates.pair(kind);
        Certificates.certificate(chain, pair);
        Files.writeString(key, Certificates.pkcs8(pair.getPrivate()));
        use();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void takesTheFormsBeforeIt(String kind) throws IOException {
        KeyPair pair = Certificates.pair(kind);
        Certificates.certificate(chain, pair);
        Files.writeString(key, Certificates.traditional(pair.getPrivate()));
        use();
    }

    @Test
    void refusesAKeyThatOthersMayChange() throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Certificates.certificate(chain, pair);
        Files.writeString(key, Certificates.pkcs8(pair.getPrivate()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--rw-"));
        refused(key + " can be written by other users", "chmod go-w");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        use();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        refused(directory + " can be written by other users", "replace what is in it");
    }

    /** As acme clients and {@code openssl ecparam} write it, with lines of Windows. */
    @Test
    void takesAKeyBehindItsParametersAndOtherText() throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Certificates.certificate(chain, pair);
        String text = "Made on Tuesday\n" + EC_PARAMETERS + Certificates.traditional(pair.getPrivate());
        Files.writeString(key, text.replace("\n", "\r\n"));
        use();
    }

    /** One file with both, as haproxy has it. */
    @Test
    void takesOneFileForBoth() throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Certificates.certificate(chain, pair);
        Files.writeString(chain, Certificates.pkcs8(pair.getPrivate()) + Files.readString(chain));
        key = chain;
        use();
    }

    @ParameterizedTest
    @CsvSource({
        "EC, RSA, it is an RSA key",
        "RSA, EC, it is an EC key",
        "RSA, Ed25519, it is an EdDSA key",
        "Ed25519, EC, it is an EC key",
        "EC, EC, is not the key of the certificate in",
    })
    void saysThatAKeyIsAnothers(String certified, String held, String words) throws IOException {
        Certificates.certificate(chain, Certificates.pair(certified));
        Files.writeString(key, Certificates.pkcs8(Certificates.pair(held).getPrivate()));
        refused("is not the key of the certificate in", words);
    }

    @Test
    void saysThatAnOldFormIsAnothers() throws IOException {
        Certificates.certificate(chain, Certificates.pair("RSA"));
        Files.writeString(key, Certificates.traditional(Certificates.pair("EC").getPrivate()));
        refused("is not the key of the certificate in", "it is an EC key, and the certificate has an RSA key");
    }

    @Test
    void saysThatAKeyIsEncrypted() throws IOException {
        Certificates.certificate(chain, Certificates.pair("EC"));
        Files.writeString(key, Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
        refused("encrypted with a password", "openssl pkey");
        Files.writeString(key, """
                -----BEGIN EC PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-128-CBC,00

                AAAA
                -----END EC PRIVATE KEY-----
                """);
        refused("encrypted with a password");
    }

    @ParameterizedTest
    @CsvSource({
        "OPENSSH PRIVATE KEY, OpenSSH's form",
        "DSA PRIVATE KEY, is a DSA key",
        "PUBLIC KEY, holds no private key in PEM form: it holds PUBLIC KEY",
        "CERTIFICATE, holds no private key in PEM form: it holds CERTIFICATE",
    })
    void saysWhatAFileIs(String label, String words) throws IOException {
        Certificates.certificate(chain, Certificates.pair("EC"));
        Files.writeString(key, Certificates.pem(label, new byte[] {1, 2, 3}));
        refused(words);
    }

    @Test
    void saysThatAFileIsNotPem() throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Certificates.certificate(chain, pair);
        Files.write(key, pair.getPrivate().getEncoded());
        refused("it is in DER form", "openssl pkey -inform DER");
        Files.writeString(key, "");
        refused("it is empty");
        Files.delete(key);
        refused("there is no file " + key);
        Files.writeString(key, Certificates.pkcs8(pair.getPrivate()));
        Files.writeString(chain, Certificates.pkcs8(pair.getPrivate()));
        refused("holds no certificate: it holds PRIVATE KEY");
    }

    /** The server's own certificate comes first. */
    @Test
    void saysThatAChainIsInTheWrongOrder() throws IOException {
        KeyPair own = Certificates.pair("EC");
        String second = Files.readString(Certificates.certificate(directory.resolve("own"), own));
        Certificates.certificate(chain, Certificates.pair("EC"));
        Files.writeString(chain, Files.readString(chain) + second);
        Files.writeString(key, Certificates.pkcs8(own.getPrivate()));
        refused("is the key of certificate 2 in", "must be the first one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aKeptKeyGetsANewCertificate(String kind) throws IOException {
        KeyPair pair = Certificates.pair(kind);
        Path kept = directory.resolve("key.pem");
        Files.writeString(kept, Certificates.pkcs8(pair.getPrivate()));
        byte[] before = Files.readAllBytes(kept);

        Certificate made = Certificate.selfMade(directory, Instant.now(), new SecureRandom());
        made.context();
        assertThat(made.pin()).isEqualTo(dev.roomtalk.wire.Pin.of(pair.getPublic()));
        assertThat(kept).hasBinaryContent(before);
        // The next start finds both.
        assertThat(Certificate.selfMade(directory, Instant.now(), new SecureRandom())
                        .leaf())
                .isEqualTo(made.leaf());
    }

    @Test
    void aCertificateWhoseKeyIsGoneIsKept() throws IOException {
        Certificate.selfMade(directory, Instant.now(), new SecureRandom());
        byte[] before = Files.readAllBytes(directory.resolve("certificate.pem"));
        Files.delete(directory.resolve("key.pem"));
        assertThatThrownBy(() -> Certificate.selfMade(directory, Instant.now(), new SecureRandom()))
                .hasMessageContainingAll("its key is gone", "key.pem");
        assertThat(directory.resolve("certificate.pem")).hasBinaryContent(before);
        assertThat(directory.resolve("key.pem")).doesNotExist();
    }

    /** A key on a volume that is not mounted now. */
    @Test
    void aLinkThatLeadsNowhereIsKept() throws IOException {
        Path volume = directory.resolve("not-mounted").resolve("key.pem");
        Files.createSymbolicLink(directory.resolve("key.pem"), volume);
        assertThatThrownBy(() -> Certificate.selfMade(directory, Instant.now(), new SecureRandom()))
                .hasMessageContaining("there is no file " + directory.resolve("key.pem"));
        assertThat(directory.resolve("key.pem")).isSymbolicLink();
    }

    @Test
    void aDamagedKeyIsKept() throws IOException {
        Path kept = Files.writeString(directory.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA");
        assertThatThrownBy(() -> Certificate.selfMade(directory, Instant.now(), new SecureRandom()))
                .hasMessageContaining(kept.toString());
        assertThat(kept).hasContent("-----BEGIN PRIVATE KEY-----\nAAAA");
    }
}
