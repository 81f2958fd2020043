package dev.roomtalk.client.internal.control;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** A certificate that vouches for itself; nobody has its key. */
final class TestCertificate {
    private static final String PEM = """
            -----BEGIN CERTIFICATE-----
            MIIBPzCB56ADAgECAgh8ZMYIrNZ2+TAKBggqhkjOPQQDAzAUMRIwEAYDVQQDEwls
            b2NhbGhvc3QwIBcNMjYxMTIxMDg1MzM2WhgPMjEyNjEwMjgwODUzMzZaMBQxEjAQ
            BgNVBAMTCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNNJxf/S
            ZlKJ5nVtWCHIsD4ejrenitEJnzfDDPl7j/mQ2UcA9Urr59D0HgpqycRk7lF+R7+P
            vWPPlIV8sc8S1wejITAfMB0GA1UdDgQWBBQ56rVSlFpIz2FBqsxcrC22kBRz2TAK
            BggqhkjOPQQDAwNHADBEAiA6U+Z61PPL3a/87IzHzWwWHlELgUUsJGdarpsYKPsb
            uwIgDna/3V50tjhaP5bg3X1lRlzE3nXG3qkrnSU4n3GGmrI=
            -----END CERTIFICATE-----
            """;

    private TestCertificate() {}

    static X509Certificate make() throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(PEM.getBytes(StandardCharsets.US_ASCII)));
    }
}
