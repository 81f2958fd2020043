package dev.roomtalk.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServerSettingsTest {
    @Test
    void standsOnItsStandards() throws SettingException {
        ServerSettings settings = ServerSettings.of(Map.of());
        assertThat(settings.port()).isEqualTo(4242);
        assertThat(settings.keepAlive()).isEqualTo(Duration.ofSeconds(25));
        assertThat(settings.socketBuffer()).isEqualTo(4 << 20);
        assertThat(settings.hosts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, 70000, 'port: ''70000'' is not right; give a number from 0 to 65535'",
        "PORT, x, 'port: ''x'' is not right; give a number from 0 to 65535'",
        "SOCKET_BUFFER, 2G, 'socket-buffer: ''2G'' is not right; give a number from 64K to 1G'",
        "KEEP_ALIVE, 25, 'keep-alive: ''25'' is not right; give a duration such as 500ms, 25s, 10m, 1h or 30d'",
        "KEEP_ALIVE, 2h, 'keep-alive: ''2h'' is not right; give a duration from 1s to 1h'",
        "PLAIN, yes, 'plain: ''yes'' is not right; give true or false'",
        "HOST, no.such.host.invalid, 'host: ''no.such.host.invalid'' is not an address, and no host has that name'",
        "FILE_BUCKET, A/B, 'file-bucket: ''A/B'' is not right; give 3 to 63 small letters, digits, dots and hyphens'",
        "FILE_ENDPOINT, http://s3.example.org, 'file-endpoint, file-credentials-file: give file-bucket too'",
        "FILE_ENDPOINT, https://who:key@s3.example.org, 'file-endpoint: give https://HOST[:PORT] or http://HOST[:PORT], without a user, a password and a path'",
        "CERTIFICATE, a.pem, 'certificate and key: give both or neither'",
        "PLAIN, true, 'plain: without TLS only loopback addresses are served; give host = localhost, or plain-anywhere'",
    })
    void refusesABadValueByName(Setting setting, String value, String sentence) {
        assertThatThrownBy(() -> ServerSettings.of(Map.of(setting, value)))
                .isInstanceOf(SettingException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everyStandardIsWithinItsOwnRange(Setting setting) throws SettingException {
        if (!setting.defaultValue().isEmpty() && setting != Setting.PLAIN) {
            ServerSettings.of(Map.of(setting, setting.defaultValue()));
        }
    }
}
