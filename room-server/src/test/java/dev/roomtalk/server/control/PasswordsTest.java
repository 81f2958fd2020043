package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordsTest {
    private static final byte[] SALT = new byte[16];

    @ParameterizedTest
    @CsvSource({
        "caf\u00e9, cafe\u0301",
        "\uac00\ub098, \u1100\u1161\u1102\u1161",
        "\u304c, \u304b\u3099",
        "a\u00a0b, a b",
        "a\u3000b, a b",
        "\u212bngstr\u00f6m, A\u030angstro\u0308m",
    })
    void aPasswordIsTheSameFromEveryKeyboard(String one, String other) {
        assertThat(Passwords.normal(one)).isEqualTo(Passwords.normal(other));
        assertThat(Passwords.matches(Passwords.hashed(Passwords.normal(one), SALT), other))
                .isTrue();
        assertThat(Passwords.matches(Passwords.hashed(Passwords.normal(other), SALT), one))
                .isTrue();
        // One that was hashed as it came, before there was one form.
        assertThat(Passwords.matches(Passwords.hashed(other, SALT), other)).isTrue();
        assertThat(Passwords.matches(Passwords.hashed(one, SALT), one)).isTrue();
    }

    @Test
    void whatIsDifferentStaysDifferent() {
        for (String other :
                new String[] {"cafe", "Caf\u00e9", "caf\u00e9 ", " caf\u00e9", "caf\u00e8", "\uff43af\u00e9"}) {
            assertThat(Passwords.matches(Passwords.hashed(Passwords.normal("caf\u00e9"), SALT), other))
                    .as(other)
                    .isFalse();
        }
        assertThat(Passwords.matches(null, "x")).isFalse();
    }
}
