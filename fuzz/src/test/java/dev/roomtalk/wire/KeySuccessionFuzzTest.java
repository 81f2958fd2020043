package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Succession;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements of a hostile server about its keys are false, whatever they are made of, and nothing worse. */
class KeySuccessionFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    /** Nobody else has it. */
    private static final Pin TRUSTED = Pin.of(pair("EC").getPublic());

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of("EC", "Ed25519", "RSA").map(algorithm -> {
            KeyPair old = pair(algorithm);
            try {
                return Succession.newBuilder()
                        .addStatements(KeySuccession.sign(
                                        old.getPrivate(),
                                        old.getPublic(),
                                        pair("EC").getPublic(),
                                        NOW.plus(Duration.ofDays(30)))
                                .message())
                        .build()
                        .toByteArray();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        });
    }

    @MethodSource("seeds")
    @FuzzTest
    void nothingLeadsFromAKeyThatHasSignedNothing(byte[] bytes) {
        List<KeySuccession> statements;
        try {
            statements = Succession.parseFrom(bytes).getStatementsList().stream()
                    .map(KeySuccession::of)
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            return;
        }
        for (KeySuccession statement : statements) {
            Pin to = statement.to();
            if (statement.holds(NOW)) {
                assertThat(statement.from()).isNotNull();
                assertThat(to).isNotNull();
                assertThat(statement.holds(NOW.plus(Duration.ofDays(92)))).isFalse();
            }
            if (to != null) {
                assertThat(KeySuccession.leads(statements, TRUSTED, to, NOW)).isFalse();
            }
        }
    }
}
