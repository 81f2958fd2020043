package dev.roomtalk.chat.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.OutboxState;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.Transport;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {
    private static final Duration ROUND_TRIP = Duration.ofNanos(412_000);

    @Test
    void tellsRoomMembersConnectionAndIdentity() {
        assertThat(text(status(room("ops", 5), true, null, 0, List.of()), 80).strip())
                .isEqualTo("#ops · 5 members · connected · UDP · 0.4 ms · alice@localhost:4242");
    }

    @Test
    void tellsWhenItReconnects() {
        assertThat(text(status(room("ops", 1), false, Duration.ofMillis(1200), 2, List.of()), 90)
                        .strip())
                .isEqualTo("#ops · 1 member · reconnecting in 2 s · 2 pending · alice@localhost:4242");
        assertThat(text(status(null, false, null, 0, List.of()), 80)).contains("no room · connecting ·");
    }

    @Test
    void tellsThatNothingIsEncrypted() {
        ConnectionStatus plain = new ConnectionStatus(true, Transport.TCP, null, 0, true, "localhost:4242", "alice");
        assertThat(text(new StatusLine(null, 0, plain, null, OutboxState.NOTHING, List.of(), List.of()), 80))
                .contains("connected · TCP · plain · alice@localhost:4242");
    }

    @Test
    void tellsThatNothingIsStored() {
        ChatRoom room = room("ops", 5);
        OutboxState outstanding = new OutboxState(List.of(), 0, 0, 0, true);
        StatusLine line = new StatusLine(room, 1, udp(true, 0), null, outstanding, List.of(), List.of());
        assertThat(text(line, 120)).contains("UDP · 0.4 ms · NOT STORED: the server can only relay · alice");
        assertThat(text(line, 40)).contains("NOT STORED").doesNotContain("relay");
    }

    @Test
    void tellsHowAFileIsSentAlsoOnANarrowScreen() {
        List<String> transfers = List.of("sending report.pdf 42 %, 13 MB of 30 MB, 5.1 MB/s, 4 s left");
        StatusLine line =
                new StatusLine(room("ops", 5), 1, udp(true, 0), null, OutboxState.NOTHING, transfers, List.of());
        assertThat(text(line, 140))
                .contains(" · 0.4 ms · sending report.pdf 42 %, 13 MB of 30 MB, 5.1 MB/s, 4 s left · ");
        assertThat(text(line, 80))
                .contains("#ops")
                .contains("sending report.pdf 42 %")
                .contains("5.1 MB/s, 4 s left");
    }

    @Test
    void tellsOfOtherRoomsOnTheRight() {
        String line = text(
                status(
                        room("ops", 5),
                        true,
                        null,
                        0,
                        List.of(
                                new StatusLine.Activity(2, "dev", 3, false),
                                new StatusLine.Activity(3, "night shift", 12, true))),
                100);
        assertThat(line).startsWith(" 1:#ops · ").endsWith(" 2:dev 3 3:night shift 12! ");
    }

    @Test
    void aRoomThatWasLostIsNotCounted() {
        ChatRoom view = room("ops", 5);
        view.lost();
        assertThat(text(status(view, true, null, 0, List.of()), 80)).contains("#ops · not joined · connected");
    }

    @Test
    void onANarrowScreenTheIdentityGoesFirst() {
        assertThat(text(status(room("ops", 5), true, null, 0, List.of()), 50).strip())
                .isEqualTo("#ops · 5 members · connected · UDP · 0.4 ms");
    }

    @Property
    void isAsWideAsTheScreen(
            @ForAll String name, @ForAll String other, @ForAll @IntRange(min = 4, max = 200) int columns) {
        StatusLine line = status(room(name, 5), true, null, 3, List.of(new StatusLine.Activity(2, other, 3, true)));
        assertThat(line.render(columns).columnLength()).isLessThanOrEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "412000, 0.4 ms",
        "9940000, 9.9 ms",
        "9960000, 10 ms",
        "23400000, 23 ms",
        "999000000, 999 ms",
        "999600000, 1.0 s",
        "1234000000, 1.2 s"
    })
    void durationsAreShort(long nanos, String text) {
        assertThat(StatusLine.duration(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.4 ms · alice", "0.0001, 1 % loss", "0.021, 2 % loss", "1, 100 % loss"})
    void tellsOfLossBesideTheRoundTrip(double loss, String text) {
        StatusLine line = new StatusLine(null, 0, udp(true, loss), null, OutboxState.NOTHING, List.of(), List.of());
        assertThat(text(line, 100)).contains("0.4 ms · ").contains(text);
    }

    @Test
    void whatIsNotDoneWithStaysOnANarrowScreen() {
        OutboxState outstanding = new OutboxState(List.of(), 3, 1, 2, false);
        StatusLine line = new StatusLine(room("ops", 5), 1, udp(true, 0.02), null, outstanding, List.of(), List.of());
        assertThat(text(line, 130).strip())
                .isEqualTo("#ops · 5 members · connected · UDP · 0.4 ms · 2 % loss"
                        + " · 3 pending · 1 not stored yet · 2 failed · alice@localhost:4242");
        assertThat(text(line, 80).strip())
                .isEqualTo("#ops · UDP · 0.4 ms · 2 % loss · 3 pending · 1 not stored yet · 2 failed");
    }

    @Test
    void atFortyColumnsWholeWordsGoAndNoLetters() {
        List<StatusLine.Activity> others = List.of(
                new StatusLine.Activity(2, "development", 3, false),
                new StatusLine.Activity(3, "night shift", 12, true),
                new StatusLine.Activity(4, "lounge", 4, true));
        assertThat(text(status(room("operations", 5), true, null, 0, List.of()), 40)
                        .strip())
                .isEqualTo("#operations · UDP · 0.4 ms");
        assertThat(text(status(room("operations", 5), true, null, 2, others), 40))
                .matches(" 1:#operations · 2 pending +\\+19 \\(2!\\) ")
                .hasSize(40);
        assertThat(text(status(room("ops", 5), true, null, 0, others), 40))
                .matches(" 1:#ops +2:development 3 \\+16 \\(2!\\) ")
                .hasSize(40);
        assertThat(text(status(room("x".repeat(60), 5), false, null, 0, List.of()), 40)
                        .strip())
                .isEqualTo("#" + "x".repeat(19) + "… · connecting");
    }

    private static ConnectionStatus udp(boolean connected, double loss) {
        return new ConnectionStatus(connected, Transport.UDP, ROUND_TRIP, loss, false, "localhost:4242", "alice");
    }

    private static String text(StatusLine line, int columns) {
        return line.render(columns).toString();
    }

    private static ChatRoom room(String name, int members) {
        ChatRoom view = new ChatRoom(name);
        view.joined(new JoinedRoom(name, "", 1, 1, List.of(), members, false, true, RoomSettings.UNSET));
        return view;
    }

    private static StatusLine status(
            @Nullable ChatRoom room,
            boolean connected,
            @Nullable Duration retryIn,
            int pending,
            List<StatusLine.Activity> elsewhere) {
        return new StatusLine(
                room,
                1,
                udp(connected, 0),
                retryIn,
                new OutboxState(List.of(), pending, 0, 0, false),
                List.of(),
                elsewhere);
    }
}
