package dev.roomtalk.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7/32",
        "203.0.113.7/24, 203.0.113.0/24",
        "255.255.255.255/1, 128.0.0.0/1",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8::/32, 2001:db8::/32",
        "2001:db8:1:2:3:4:5:6/128, 2001:db8:1:2:3:4:5:6/128",
        "2001:db8:0:0:1:0:0:1/128, 2001:db8::1:0:0:1/128",
        "::1, ::/64",
        "::1/128, ::1/128",
        "::/0, ::/0",
        "::ffff:203.0.113.7, 203.0.113.7/32",
        "::ffff:203.0.113.7/120, 203.0.113.0/24",
    })
    void isReadAndWritten(String text, String written) {
        AddressRange range = Objects.requireNonNull(AddressRange.parse(text));
        assertThat(range).hasToString(written);
        assertThat(AddressRange.parse(written)).isEqualTo(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.256",
                "::1/129",
                ":",
                "1.2.3.4/-1",
                "::ffff:1.2.3.4/64",
                "fe80::1%eth0",
                "1.2.3.4 5"
            })
    void whatIsNoneIsNotRead(String text) {
        assertThat(AddressRange.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.112.255, false",
        "203.0.113.0/24, ::ffff:203.0.113.9, true",
        "0.0.0.0/0, 9.9.9.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 9.9.9.9, false",
        "2001:db8::/64, 2001:db8::ffff:1, true",
        "2001:db8::/64, 2001:db8:0:1::1, false",
        "2001:db8::1/128, 2001:db8::2, false",
    })
    void containsWhatBeginsLikeIt(String range, String address, boolean contains) {
        assertThat(Objects.requireNonNull(AddressRange.parse(range)).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contains);
    }

    @Test
    void anAddressAndItsNetwork() {
        InetAddress v4 = InetAddress.ofLiteral("203.0.113.7");
        InetAddress v6 = InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6");
        assertThat(AddressRange.single(v4)).hasToString("203.0.113.7/32");
        assertThat(AddressRange.network(v4)).hasToString("203.0.113.0/24");
        assertThat(AddressRange.single(v6)).hasToString("2001:db8:1:2::/64");
        assertThat(AddressRange.network(v6)).hasToString("2001:db8:1::/48");
        assertThat(AddressRange.exact(v6).widened(64)).isEqualTo(AddressRange.single(v6));
    }
}
