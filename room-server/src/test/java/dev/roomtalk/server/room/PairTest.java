package dev.roomtalk.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.wire.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairTest {
    @Test
    void twoUsersHaveOneConversationInEitherOrder() {
        Pair pair = Pair.of(-5, 7);
        assertThat(pair).isEqualTo(Pair.of(7, -5)).isNotEqualTo(Pair.of(-5, 8));
        assertThat(pair.other(7)).isEqualTo(-5);
        assertThat(pair.other(-5)).isEqualTo(7);
        assertThat(Pair.of(pair.name())).isEqualTo(pair);
        // As an engine reads it again.
        assertThat(Name.room(pair.name().display())).isEqualTo(new Name.Valid(pair.name()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ops",
                "@bob",
                "@0000000000000007-fffffffffffffffg",
                "@0000000000000007 fffffffffffffffb",
                "00000000000000007-fffffffffffffffb"
            })
    void noOtherRoomHasSuchAName(String name) {
        assertThat(Pair.of(((Name.Valid) Name.room(name)).name())).isNull();
    }
}
