package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {
    @Test
    void aGapIsOutstandingUntilItIsFilled() {
        DeliveryLedger ledger = new DeliveryLedger(new Shape(1, 2, 1), 1);
        ledger.arrived(0, 0, 1);
        ledger.arrived(0, 0, 3);
        // Member 0 lacks 2; member 1 lacks 1, 2 and 3, which it is known to be owed.
        assertThat(ledger.outstanding()).isEqualTo(4);
        assertThat(ledger.arrived(0, 0, 2)).isTrue();
        assertThat(ledger.outstanding()).isEqualTo(3);
        assertThat(ledger.outOfOrder()).isEqualTo(1);
        assertThat(ledger.duplicated()).isZero();
    }

    @Test
    void whatIsExpectedAndNeverComesIsOutstandingForEveryMember() {
        DeliveryLedger ledger = new DeliveryLedger(new Shape(2, 3, 1), 1);
        ledger.expect(1, 0, 5);
        ledger.expect(1, 0, 4);
        assertThat(ledger.outstanding()).isEqualTo(15);
    }

    @Test
    void streamsOfOneMemberAreApart() {
        DeliveryLedger ledger = new DeliveryLedger(new Shape(1, 1, 1), 2);
        assertThat(ledger.arrived(0, 0, 1)).isTrue();
        assertThat(ledger.arrived(0, 1, 1)).isTrue();
        assertThat(ledger.arrived(0, 1, 1)).isFalse();
        assertThat(ledger.duplicated()).isEqualTo(1);
        assertThat(ledger.received()).isEqualTo(2);
    }

    @Test
    void aJumpLongerThanTheRingForgetsWhatWasInIt() {
        DeliveryLedger ledger = new DeliveryLedger(new Shape(1, 1, 1), 1);
        ledger.arrived(0, 0, 1);
        ledger.arrived(0, 0, 1 + DeliveryLedger.SPAN);
        assertThat(ledger.arrived(0, 0, 2)).isTrue();
        ledger.arrived(0, 0, 10L * DeliveryLedger.SPAN);
        assertThat(ledger.arrived(0, 0, 10L * DeliveryLedger.SPAN - 5)).isTrue();
        assertThat(ledger.arrived(0, 0, 10L * DeliveryLedger.SPAN - 5)).isFalse();
    }

    @Property
    void countsAsASetWould(
            @ForAll @Size(max = 300) List<@IntRange(min = 1, max = DeliveryLedger.SPAN) Integer> numbers) {
        DeliveryLedger ledger = new DeliveryLedger(new Shape(1, 1, 1), 1);
        Set<Integer> seen = new HashSet<>();
        long highest = 0;
        long late = 0;
        for (int number : numbers) {
            boolean first = seen.add(number);
            assertThat(ledger.arrived(0, 0, number)).isEqualTo(first);
            late += first && number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        assertThat(ledger.received()).isEqualTo(seen.size());
        assertThat(ledger.duplicated()).isEqualTo(numbers.size() - seen.size());
        assertThat(ledger.outstanding()).isEqualTo(highest - seen.size());
        assertThat(ledger.outOfOrder()).isEqualTo(late);
    }
}
