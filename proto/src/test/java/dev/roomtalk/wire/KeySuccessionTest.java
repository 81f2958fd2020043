package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySuccessionTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(30));

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    private static KeySuccession statement(KeyPair old, KeyPair next) throws GeneralSecurityException {
        return KeySuccession.sign(old.getPrivate(), old.getPublic(), next.getPublic(), UNTIL);
    }

    private static Pin pin(KeyPair pair) {
        return Pin.of(pair.getPublic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void leadsFromTheOldKeyToTheNewOneAsLongAsItHolds(String algorithm) throws Exception {
        KeyPair old = pair(algorithm);
        KeyPair next = pair("EC");
        KeySuccession statement = KeySuccession.of(statement(old, next).message());
        assertThat(KeySuccession.leads(List.of(statement), pin(old), pin(next), NOW))
                .isTrue();
        assertThat(KeySuccession.leads(List.of(statement), pin(old), pin(next), UNTIL.plusMillis(1)))
                .isFalse();
        assertThat(KeySuccession.leads(List.of(statement), pin(next), pin(old), NOW))
                .isFalse();
        assertThat(KeySuccession.leads(List.of(), pin(old), pin(next), NOW)).isFalse();
    }

    @Test
    void severalLeadOneAfterAnother() throws Exception {
        KeyPair first = pair("EC");
        KeyPair second = pair("Ed25519");
        KeyPair third = pair("EC");
        List<KeySuccession> both = List.of(statement(first, second), statement(second, third));
        assertThat(KeySuccession.leads(both, pin(first), pin(third), NOW)).isTrue();
        assertThat(KeySuccession.leads(both, pin(second), pin(third), NOW)).isTrue();
        assertThat(KeySuccession.leads(both, pin(first), pin(second), NOW)).isFalse();
        assertThat(KeySuccession.leads(both.reversed(), pin(first), pin(third), NOW))
                .isFalse();
    }

    @Test
    void nothingInItCanBeChanged() throws Exception {
        KeyPair old = pair("EC");
        KeyPair next = pair("EC");
        KeyPair mallory = pair("EC");
        KeySuccession s = statement(old, next);
        ByteString forged = statement(mallory, mallory).signature();
        ByteString key = ByteString.copyFrom(mallory.getPublic().getEncoded());
        for (KeySuccession other : List.of(
                new KeySuccession(s.oldKey(), key, s.untilMillis(), s.signature()),
                new KeySuccession(s.oldKey(), s.newKey(), s.untilMillis() + 1, s.signature()),
                new KeySuccession(s.oldKey(), s.newKey(), s.untilMillis(), forged),
                new KeySuccession(s.oldKey(), s.newKey(), s.untilMillis(), ByteString.EMPTY),
                new KeySuccession(s.oldKey(), ByteString.copyFromUtf8("x"), s.untilMillis(), s.signature()),
                new KeySuccession(ByteString.EMPTY, s.newKey(), s.untilMillis(), s.signature()))) {
            assertThat(other.holds(NOW)).isFalse();
        }
        assertThat(KeySuccession.leads(List.of(statement(mallory, next)), pin(old), pin(next), NOW))
                .isFalse();
    }

    @Test
    void holdsForNinetyDaysAtMost() throws Exception {
        KeyPair old = pair("EC");
        KeyPair next = pair("EC");
        KeySuccession tooLong =
                KeySuccession.sign(old.getPrivate(), old.getPublic(), next.getPublic(), NOW.plus(Duration.ofDays(92)));
        assertThat(tooLong.holds(NOW)).isFalse();
        assertThat(tooLong.holds(NOW.plus(Duration.ofDays(2)))).isTrue();
    }

    @Test
    void aKeyOfAnotherKindSignsNone() throws Exception {
        KeyPair old = pair("X25519");
        assertThatThrownBy(() -> statement(old, old)).isInstanceOf(GeneralSecurityException.class);
    }
}
