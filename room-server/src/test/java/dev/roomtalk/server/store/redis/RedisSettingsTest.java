package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "redis://localhost redis://localhost:6379/0",
                "redis://localhost/ redis://localhost:6379/0",
                "rediss://redis.example:6380/3 rediss://redis.example:6380/3",
                "redis://[::1]:1/0 redis://[::1]:1/0",
                "redis-sentinel://a redis-sentinel://a:26379/0?sentinelMasterId=mymaster",
                "redis-sentinel://a:1,[::1]:2,c/4?sentinelMasterId=chat"
                        + " redis-sentinel://a:1,[::1]:2,c:26379/4?sentinelMasterId=chat",
                "rediss-sentinel://a,b rediss-sentinel://a:26379,b:26379/0?sentinelMasterId=mymaster"
            })
    void readsAnAddress(String address, String shown) {
        assertThat(RedisSettings.isAddress(address)).isTrue();
        assertThat(RedisSettings.parse(address)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://",
                "redis://user:secret@localhost",
                "redis://a,b",
                "redis://a?sentinelMasterId=x",
                "redis://a:0",
                "redis://a:65536",
                "redis://a/x",
                "redis://a#b",
                "redis-sentinel://a,,b",
                "redis-sentinel://:secret@a",
                "redis-sentinel://a?timeout=1s"
            })
    void refusesWhatHasMoreThanAnAddress(String address) {
        assertThat(RedisSettings.isAddress(address)).isTrue();
        assertThat(RedisSettings.parse(address)).isNull();
    }
}
