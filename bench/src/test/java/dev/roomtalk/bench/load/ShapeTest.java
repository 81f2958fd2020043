package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.bench.base.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    @ParameterizedTest
    @CsvSource({"A,1,100", "b,100,10", "C,10,100"})
    void theNamedShapesAreThoseOfTheTargets(String name, int rooms, int members) {
        assertThat(Shape.named(name)).isEqualTo(new Shape(rooms, members, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,1,--rooms 0",
        "1,0,1,--members 0",
        "1,1,0,--senders 0",
        "1,2,3,--senders 3 is more than --members 2",
        "1000,1000,1,more than the 100000 sessions",
        "20000,1,1,--rooms 20000 is too many"
    })
    void whatMakesNoSenseIsRefusedByName(int rooms, int members, int senders, String sentence) {
        assertThatThrownBy(() -> new Shape(rooms, members, senders))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(Failure.USAGE))
                .hasMessageContaining(sentence);
    }

    @Test
    void anUnknownShapeIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Shape.named("D")).hasMessageContaining("A (1 room of 100 members)");
    }

    @Test
    void sendersAreTheFirstMembersOfEachRoom() {
        Shape shape = new Shape(3, 4, 2);
        int[] members = {0, 1, 4, 5, 8, 9};
        for (int sender = 0; sender < shape.allSenders(); sender++) {
            assertThat(shape.memberOfSender(sender)).isEqualTo(members[sender]);
            assertThat(shape.roomOfSender(sender)).isEqualTo(shape.roomOfMember(members[sender]));
        }
    }

    @Test
    void theGapBetweenMessagesCountsWhatEachIsDeliveredTo() {
        assertThat(new LoadPace.AtRate(50_000).gap(Shape.named("A"))).isEqualTo(2_000_000);
        assertThat(new LoadPace.AtRate(50_000).gap(Shape.named("B"))).isEqualTo(200_000);
    }
}
