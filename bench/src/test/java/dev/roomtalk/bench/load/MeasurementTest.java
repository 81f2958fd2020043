package dev.roomtalk.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasurementTest {
    @Test
    void deliveriesCountByArrivalAndLatenciesByIntention() {
        Measurement measurement = new Measurement(1_000, 2_000);
        measurement.delivered(900, 999);
        measurement.delivered(900, 1_000);
        measurement.delivered(1_000, 1_999);
        measurement.delivered(1_999, 5_000);
        assertThat(measurement.deliveries()).isEqualTo(2);
        assertThat(measurement.deliveryLatency().getTotalCount()).isEqualTo(2);
        assertThat(measurement.deliveryLatency().getMaxValue()).isBetween(3_000L, 3_003L);
    }

    @Test
    void latenessAndTheLastArrivalAreOfMessagesDueWhileMeasuring() {
        Measurement measurement = new Measurement(1_000, 2_000);
        measurement.due(900, 1_500);
        measurement.due(1_100, 1_140);
        measurement.reachedAll(999, 1_500);
        measurement.reachedAll(1_000, 2_500);
        assertThat(measurement.lateness().getTotalCount()).isEqualTo(1);
        assertThat(measurement.lateness().getMaxValue()).isEqualTo(40);
        assertThat(measurement.lastLatency().getTotalCount()).isEqualTo(1);
        assertThat(measurement.lastLatency().getMaxValue()).isEqualTo(1_500);
    }

    @Test
    void theSlowestIsSinceTheLastLook() {
        Measurement measurement = new Measurement(1_000, 2_000);
        measurement.delivered(100, 400);
        measurement.delivered(300, 400);
        assertThat(measurement.takeSlowest()).isEqualTo(300);
        assertThat(measurement.takeSlowest()).isZero();
    }

    @Test
    void theClockMayPassItsLargestValue() {
        long from = Long.MAX_VALUE - 10;
        Measurement measurement = new Measurement(from, from + 100);
        measurement.delivered(from + 20, from + 50);
        measurement.datagram(from + 50);
        assertThat(measurement.deliveries()).isEqualTo(1);
        assertThat(measurement.datagrams()).isEqualTo(1);
        assertThat(measurement.deliveryLatency().getMaxValue()).isEqualTo(30);
    }
}
