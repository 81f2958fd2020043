package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.screen.HistoryView;
import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.TypedMessage;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the person sees, from the keyboard to the lines: all parts but the terminal, in one thread. */
class ConversationTest extends LineTrial {
    @BeforeEach
    void rooms() {
        session.room("ops", "alice", "carol")
                .topic("ops", "tonight")
                .room("dev", "alice")
                .room("vault", "alice");
        session.passwords.put("vault", "sesame");
    }

    private void in(String... rooms) {
        for (String room : rooms) {
            type("/join " + room);
        }
        printed();
        session.calls.clear();
    }

    @Test
    void joiningShowsTheRoomItsTopicAndWhoIsThere() {
        type("/join ops");
        assertThat(printed()).containsExactly("── #ops · tonight ──", "12:03 · you are in ops with alice, carol");
        assertThat(screen.prompt).isEqualTo("ops> ");
        assertThat(screen.cleared).isZero();
        assertThat(screen.statusText()).startsWith(" #ops · 3 members · connected · UDP");
    }

    @Test
    void whatSomebodyWhoIsIgnoredWritesIsNotShown() {
        type("/join ops", "/ignore Alice");
        printed();
        session.says("ops", "alice", "psst");
        session.says("ops", "carol", "hello");
        assertThat(printed()).containsExactly("12:03 carol  hello");
        type("/ignore", "/unignore alice", "/unignore alice");
        assertThat(printed())
                .hasSize(3)
                .contains("12:03 · ignored: alice; /unignore NAME ends it", "12:03 ! alice is not ignored");
        session.says("ops", "alice", "here I am");
        assertThat(printed()).containsExactly("12:03 alice  here I am");
    }

    @Test
    void aRoomThatIsMutedMentionsNobody() {
        type("/join ops", "/join dev", "/notify nothing", "/room ops");
        session.says("dev", "alice", "bob?");
        assertThat(state.rooms().find("dev").orElseThrow().unread()).isEqualTo(1);
        assertThat(state.rooms().find("dev").orElseThrow().mentioned()).isFalse();
        type("/room dev", "/notify mentions", "/room ops");
        session.says("dev", "alice", "bob?");
        assertThat(state.rooms().find("dev").orElseThrow().mentioned()).isTrue();
        printed();
        type("/notify loud");
        assertThat(printed())
                .containsExactly("12:03 ! /notify takes messages, mentions, nothing or default, and not loud");
    }

    @Test
    void whatSomebodyDoesIsOneSentence() {
        in("ops");
        type("/me waves", "/me");
        assertThat(session.calls).containsExactly("publish ops ACTION waves");
        assertThat(printed()).containsExactly("12:03 * bob waves", "12:03 ! /me needs what you do: /me waves");
    }

    @Test
    void repliesShowWhatTheyAnswerAndReactionsAreTakenBack() {
        in("ops");
        session.says("ops", "carol", "lunch?");
        session.says("ops", "alice", "well");
        type("/reply 2 gladly", "/react :heart:", "/react :heart:", "/react", "/reply 9 what", "/reply");
        assertThat(session.calls)
                .containsExactly("publish ops REPLY 1 gladly", "publish ops REACTION 2 ❤️", "publish ops REMOVAL 4 ");
        assertThat(printed())
                .containsExactly(
                        "12:03 carol  lunch?",
                        "12:03 alice  well",
                        "12:03 ↪ carol: lunch?",
                        "12:03 › bob  gladly",
                        "12:03 · bob reacted ❤️ to alice: well",
                        "12:03 · bob took back a reaction",
                        "12:03 ! /react needs an emoji: /react :heart:, or /react 2 :heart: for the message before",
                        "12:03 ! not sent: others have no such message on this screen",
                        "12:03 ! /reply needs the answer to the last message, or 2 and the answer to the one before");
    }

    @Test
    void whoIsAwayIsBackWithTheNextMessage() {
        in("ops");
        session.tell(new ChatEvent.AwayChanged("ops", "alice", "lunch"));
        session.away.put("alice", "lunch");
        type("/whois alice", "/away", "/away tea", "hello", "/away tea", "/away");
        assertThat(session.calls).containsExactly("away tea", "away ", "publish ops hello", "away tea", "away ");
        assertThat(printed())
                .containsExactly(
                        "12:03 · alice is away: lunch",
                        "12:03 · alice: host of ops, connected, away: lunch",
                        "12:03 ! /away needs what others are told: /away back at two",
                        "12:03 · you are away: tea; /away, or a message, says that you are back",
                        "12:03 · you are back",
                        "12:03 › bob  hello",
                        "12:03 · you are away: tea; /away, or a message, says that you are back",
                        "12:03 · you are back");
    }

    @Test
    void whoIsIgnoredReactsInSilence() {
        in("ops");
        session.says("ops", "alice", "well");
        type("/ignore carol");
        printed();
        session.reacts("ops", "carol", 1, "🎂");
        assertThat(printed()).isEmpty();
        assertThat(state.rooms().find("ops").orElseThrow().reactions().to(new MessageId(1, 1)))
                .isEmpty();
    }

    @Test
    void whatIsRemovedIsSaidHereAndGoneWhenTheRoomIsShownAgain() {
        in("dev", "ops");
        type("one", "two", "three");
        session.says("ops", "carol", "hello");
        printed();
        session.calls.clear();
        type("/remove 2");
        assertThat(session.calls).containsExactly("publish ops REMOVAL 2 ");
        assertThat(printed()).containsExactly("12:03 * bob removed a message");
        type("/remove carol", "/remove alice", "/remove 4");
        assertThat(session.calls).element(1).isEqualTo("publish ops REMOVAL 4 ");
        assertThat(printed())
                .containsExactly(
                        "12:03 * bob removed a message",
                        "12:03 ! not removed: alice has no such message on this screen",
                        "12:03 ! not removed: you have no such message on this screen");
        type("/room dev", "/room ops");
        assertThat(printed())
                .contains("12:03 › bob  one", "12:03 › bob  (removed by bob)", "12:03 carol  (removed by bob)")
                .noneMatch(line -> line.contains("two") || line.contains("hello"));
    }

    @Test
    void oneEditsWhatOneHasSaid() {
        in("ops");
        type("one", "two");
        printed();
        session.calls.clear();
        type("/edit two!", "/edit 2 1!", "/edit");
        assertThat(session.calls).containsExactly("publish ops EDIT 2 two!", "publish ops EDIT 1 1!");
        assertThat(printed())
                .containsExactly(
                        "12:03 * bob edited a message: two!",
                        "12:03 * bob edited a message: 1!",
                        "12:03 ! /edit needs the new text of your last message, or 2 and the text for the one before");
        assertThat(state.rooms().find("ops").orElseThrow().messages())
                .extracting(ChatEvent.Message::text)
                .startsWith("1!", "two!");
    }

    @Test
    void joiningShowsWhatWasSaidBefore() {
        session.remember("ops", List.of("one", "two"));
        type("/join ops");
        assertThat(printed())
                .containsExactly(
                        "── #ops · tonight ──",
                        "12:01 alice  one",
                        "12:02 alice  two",
                        "12:03 · you are in ops with alice, carol");
        assertThat(session.calls).contains("history ops 0 2 50");
    }

    @Test
    void whatIsSaidWhileTheLastLinesAreOnTheirWayComesBehindThem() {
        session.remember("ops", List.of("one", "two"));
        session.answering = false;
        type("/join ops");
        session.answer(1);
        session.says("ops", "carol", "three");
        assertThat(printed()).containsExactly("── #ops · tonight ──");
        session.answer();
        assertThat(printed())
                .containsExactly(
                        "12:01 alice  one",
                        "12:02 alice  two",
                        "12:03 · you are in ops with alice, carol",
                        "12:03 carol  three");
    }

    @Test
    void whatIsTypedRightAfterTheFirstRoomIsEnteredComesBehindWhatWaitedForIt() {
        session.answering = false;
        type("/join ops", "one");
        session.answer();
        type("two");
        assertThat(printed()).containsSubsequence("12:03 › bob  one", "12:03 › bob  two");
    }

    @Test
    void lastLinesThatDoNotComeAreNotWaitedFor() {
        session.remember("ops", List.of("one", "two"));
        session.answering = false;
        type("/join ops");
        session.answer(1);
        assertThat(printed()).containsExactly("── #ops · tonight ──");
        now = now.plus(Duration.ofSeconds(4));
        assertThat(printed()).containsExactly("12:03 · you are in ops with alice, carol");
        session.answer();
        assertThat(printed()).isEmpty();
    }

    @Test
    void daysThatHavePassedAreSaid() {
        session.remember(
                "ops", IntStream.rangeClosed(1, 800).mapToObj(n -> "m" + n).toList());
        RoomEntry patient = new RoomEntry(session, state, screen, answers, null, 200);
        now = now.plus(Duration.ofHours(13));
        patient.join("ops", null);
        List<String> lines = printed();
        assertThat(lines.get(1)).isEqualTo("── 2026-11-21 ──");
        assertThat(lines.get(2)).endsWith("alice  m751");
        assertThat(lines.get(lines.size() - 2)).isEqualTo("── 2026-11-22 ──");
        assertThat(lines.getLast()).startsWith("01:03 · you are in ops");
    }

    @Test
    void aRoomThatIsEnteredBehindHasItsLastLinesAndNothingNew() {
        session.remember("ops", List.of("one", "two"));
        entry.begin(List.of("dev", "ops"), null, false);
        assertThat(printed()).first().isEqualTo("── #dev ──");
        session.says("ops", "carol", "three");
        type("/room ops");
        assertThat(printed())
                .containsExactly(
                        "── #ops · tonight ──",
                        "12:01 alice  one",
                        "12:02 alice  two",
                        "── 1 new ──",
                        "12:03 · you are in ops with alice, carol",
                        "12:03 carol  three");
    }

    @Test
    void whatStandsOnTheScreenIsNotShownAgainWhenTheRoomIsEnteredAgain() {
        session.remember("ops", List.of("one", "two"));
        in("ops");
        session.tell(new ChatEvent.RejoinFailed("ops", "it was away"));
        session.remember("ops", List.of("one", "two", "three"));
        printed();
        type("/join ops");
        assertThat(printed())
                .containsExactly("12:02 alice  three", "12:03 · you are in ops with alice, carol and 1 more");
    }

    @Test
    void aRoomThatWasJoinedAgainByItselfShowsNothingTwice() {
        session.remember("ops", List.of("one", "two"));
        in("ops");
        session.tell(new ChatEvent.Disconnected("gone", Duration.ofSeconds(1)));
        session.tell(new ChatEvent.Connected("localhost:4242", "bob", true));
        JoinedRoom back = new JoinedRoom("ops", "", 1, 2, List.of(), 1, false, true, RoomSettings.UNSET);
        session.tell(new ChatEvent.Rejoined(back));
        assertThat(printed()).noneMatch(line -> line.contains("  one") || line.contains("  two"));
        assertThat(session.calls).noneMatch(call -> call.startsWith("history"));
    }

    @Test
    void historyThatCannotBeReadIsSaidAndKeepsNobodyOut() {
        session.remember("ops", List.of("one", "two"));
        session.answering = false;
        type("/join ops");
        session.connected = false;
        session.answer(1);
        assertThat(printed())
                .containsExactly(
                        "── #ops · tonight ──",
                        "12:03 · you are in ops with alice, carol",
                        "12:03 · the earlier messages could not be read: there is no connection to the server");
    }

    @Test
    void historyIsPrintedWhereTheScreenCannotShowIt() {
        session.remember("ops", List.of("one", "two"));
        in("ops");
        screen.coverable = false;
        type("/history");
        assertThat(printed())
                .containsExactly(
                        "── the last 2 of #ops ──",
                        "── 2026-11-21 ──",
                        "12:01 alice  one",
                        "12:02 alice  two",
                        "── now ──");
        type("/history 1", "/history many");
        assertThat(printed())
                .contains("12:02 alice  two", "12:03 ! /history takes a number from 1 to 999, and not many")
                .doesNotContain("12:01 alice  one");
    }

    @Test
    void pageUpAndTheCommandOpenTheHistory() {
        session.remember("ops", List.of("one", "two"));
        in("ops");
        type("/history");
        assertThat(screen.covered).isTrue();
        keyboard.on(new Input.History(HistoryView.Move.CLOSE));
        assertThat(screen.covered).isFalse();
        keyboard.on(new Input.History(HistoryView.Move.PAGE_UP));
        assertThat(screen.covered).isTrue();
        keyboard.on(new Input.History(HistoryView.Move.PAGE_DOWN));
        assertThat(screen.covered).isFalse();
        keyboard.on(new Input.History(HistoryView.Move.PAGE_DOWN));
        assertThat(screen.covered).isFalse();
    }

    @Test
    void aRoomThatDoesNotExistGetsOneLineAndAWayOut() {
        type("/join nowhere");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! there is no room named nowhere",
                        "12:03 · /create nowhere makes it, /rooms lists those that exist");
    }

    @Test
    void roomsStandInTheOrderInWhichTheyWereNamedAndTheFirstIsShown() {
        session.answering = false;
        entry.begin(List.of("#ops", "dev"), null, false);
        session.answerLast();
        type("hello");
        assertThat(printed()).isEmpty();
        assertThat(state.rooms().shown()).isNull();
        session.answer();
        assertThat(printed()).contains("── #ops · tonight ──", "12:03 › bob  hello");
        assertThat(state.rooms().all()).extracting(ChatRoom::name).containsExactly("ops", "dev");
        assertThat(session.calls).contains("publish ops hello");
    }

    @Test
    void whereTheFirstRoomIsNotEnteredAnotherIsShown() {
        session.answering = false;
        entry.begin(List.of("nowhere", "dev"), null, false);
        session.answerLast();
        assertThat(state.rooms().shown()).isNull();
        session.answer();
        assertThat(printed()).contains("── #dev ──");
        assertThat(state.rooms().shown()).isNotNull();
    }

    @Test
    void whoIsNotConnectedIsNotSaidToBeThere() {
        session.room("night", "away bob", "away carol").room("shift", "alice", "away bob");
        type("/join night", "/join shift");
        assertThat(printed())
                .contains(
                        "12:03 · you are in night; 2 other members are not connected",
                        "12:03 · you are in shift with alice; 1 other member is not connected");
    }

    @Test
    void whoCameWithoutANoticeIsCountedWhenMembersAreListed() {
        in("dev");
        session.room("dev", "alice", "bob", "listener");
        type("/who");
        assertThat(printed()).contains("12:03 · 3 members in dev");
        assertThat(screen.statusText()).startsWith(" #dev · 3 members");
    }

    @Test
    void aNumberSignBeforeANameIsAHabit() {
        type("/join #ops");
        assertThat(session.calls).containsExactly("join #ops", "join ops");
        assertThat(state.rooms().shown()).isNotNull();
    }

    @Test
    void theGivenPasswordIsTriedOnceThenThePersonIsAsked() {
        type("/join vault");
        assertThat(screen.questions).containsExactly("password of vault: ");
        keyboard.on(new Input.Secret("wrong"));
        assertThat(screen.questions).hasSize(2);
        keyboard.on(new Input.Secret("sesame"));
        assertThat(printed())
                .containsExactly(
                        "12:03 ! that is not the password of vault",
                        "12:03 ! that is not the password of vault",
                        "── #vault ──",
                        "12:03 · you are in vault with alice");
        assertThat(session.calls).containsExactly("join vault", "join vault", "join vault", "join vault");
    }

    @Test
    void aRoomThatDoesNotExistIsMadeWhereThatWasAskedFor() {
        entry.begin(List.of("new"), null, false);
        assertThat(session.calls).doesNotContain("create new");
        entry.begin(List.of("new", "ops"), null, true);
        assertThat(session.calls).contains("create new").doesNotContain("create ops");
        assertThat(state.rooms().find("new")).isPresent();
    }

    @Test
    void aQuestionCanBeDeclinedAndTheNextOneFollows() {
        session.passwords.put("dev", "other");
        entry.begin(List.of("vault", "dev"), null, false);
        assertThat(screen.questions).containsExactly("password of vault: ");
        keyboard.on(new Input.Cancelled());
        assertThat(screen.questions).containsExactly("password of vault: ", "password of dev: ");
        keyboard.on(new Input.Secret("other"));
        assertThat(printed()).contains("12:03 · not entering vault", "── #dev ──");
    }

    @Test
    void onesOwnMessageAppearsWhenTheRoomRelaysIt() {
        in("ops");
        session.answering = false;
        type("hello");
        assertThat(printed()).isEmpty();
        session.answer();
        assertThat(printed()).containsExactly("12:03 › bob  hello");
    }

    @Test
    void whatWaitsLongerThanASecondIsPending() {
        in("ops");
        session.answering = false;
        type("hello");
        printed();
        assertThat(screen.statusText()).doesNotContain("pending");
        now = now.plusMillis(1100);
        printed();
        assertThat(screen.statusText()).contains("1 pending");
        session.answer();
        printed();
        assertThat(screen.statusText()).doesNotContain("pending");
    }

    @Test
    void aRefusedMessageKeepsItsText() {
        in("ops");
        type("refuse this");
        assertThat(printed())
                .containsExactly("12:03 ! not sent in ops, too fast; F5 sends it again, /drop forgets it: refuse this");
    }

    @Test
    void whatIsUnderwayForLongerThanAMomentIsShownUntilItsLineComes() {
        in("ops");
        session.answering = false;
        type("hello");
        assertThat(printed()).isEmpty();
        assertThat(screen.underway).isEmpty();
        now = now.plus(ChatOutbox.UNDERWAY);
        assertThat(printed()).isEmpty();
        assertThat(screen.underway).containsExactly("12:03 … hello");
        session.answer();
        assertThat(printed()).containsExactly("12:03 › bob  hello");
        assertThat(screen.underway).isEmpty();
    }

    @Test
    void onlyAFewOfTheMessagesUnderwayAreShownAndOnlyInTheirRoom() {
        in("dev", "ops");
        session.answering = false;
        type("one\ntwo\nthree\nfour\nfive", "x".repeat(300));
        now = now.plusSeconds(2);
        printed();
        assertThat(screen.underway).containsExactly("12:03 … one", "12:03 … two", "12:03 … three", "      +3 more");
        screen.rows = 8;
        screen.columns = 10;
        printed();
        assertThat(screen.underway).containsExactly("12:03 … …", "      +5 more");
        session.answer(4);
        printed();
        assertThat(screen.underway).containsExactly("12:03 … …", "      +1 more");
        screen.columns = 200;
        type("/room dev");
        printed();
        assertThat(screen.underway).isEmpty();
        assertThat(screen.statusText()).contains("2 pending");
    }

    @Test
    void aHostileTextUnderwayDoesNotSteerTheTerminal() {
        in("ops");
        session.answering = false;
        type("a\u001b[2Jb\u0007");
        now = now.plusSeconds(1);
        printed();
        assertThat(screen.underway).containsExactly("12:03 … a␛[2Jb␇");
    }

    @Test
    void relayedAndStoredAreToldApartWhereHistoryIsKept() {
        session.history = true;
        session.onlyRelaying = true;
        in("ops");
        type("hello");
        now = now.plusMillis(1100);
        assertThat(printed()).containsExactly("12:03 › bob  hello");
        assertThat(screen.underway).isEmpty();
        assertThat(screen.statusText()).contains("1 not stored yet").doesNotContain("pending");
        session.answer();
        assertThat(printed()).isEmpty();
        assertThat(screen.statusText()).doesNotContain("stored");
    }

    @Test
    void aRoomWithoutHistoryDoesNotNag() {
        session.onlyRelaying = true;
        in("ops");
        type("hello");
        now = now.plusMillis(1100);
        printed();
        assertThat(screen.statusText()).doesNotContain("stored");
        session.answer();
        assertThat(printed()).isEmpty();
    }

    @Test
    void whatCouldNotBeStoredIsSaidInOneLine() {
        session.history = true;
        in("ops");
        type("volatile one", "volatile two", "three");
        assertThat(printed())
                .containsExactly(
                        "12:03 › bob  volatile one",
                        "12:03 › bob  volatile two",
                        "12:03 › bob  three",
                        "12:03 ! 2 messages relayed but not stored in ops, the room's history will not have them;"
                                + " the first: volatile one");
        assertThat(outbox.failed()).isEmpty();
    }

    @Test
    void oneKeySendsWhatFailedAgainInOrder() {
        in("dev", "ops");
        type("/room dev", "refuse elsewhere", "/room ops", "refuse one", "fine", "refuse two");
        printed();
        session.calls.clear();
        assertThat(screen.statusText()).contains("3 failed");
        keyboard.on(new Input.AgainKey());
        assertThat(session.calls).containsExactly("publish ops refuse one", "publish ops refuse two");
        type("/failed");
        assertThat(printed())
                .containsExactly(
                        "      not sent in dev: refuse elsewhere",
                        "      not sent in ops: refuse one",
                        "      not sent in ops: refuse two",
                        "12:03 · F5 sends those of this room again, /drop forgets all",
                        "12:03 ! 2 messages not sent in ops, too fast; F5 sends them again in order, /drop forgets"
                                + " them, /failed lists them; the first: refuse one");
        type("/drop", "/drop", "/again");
        assertThat(printed())
                .containsExactly(
                        "12:03 · 3 messages are forgotten",
                        "12:03 · there is nothing to forget: every message was sent",
                        "12:03 · there is nothing to send again");
        assertThat(screen.statusText()).doesNotContain("failed");
    }

    @Test
    void whatPerhapsWasSentMayAppearTwiceAndItSaysSo() {
        in("ops");
        session.answering = false;
        type("hello");
        session.lose("the connection ended");
        assertThat(printed())
                .containsExactly("12:03 ! perhaps not sent in ops, the connection ended; F5 sends it again, and it may"
                        + " then appear twice; /drop forgets it: hello");
        session.answering = true;
        keyboard.on(new Input.AgainKey());
        assertThat(printed()).containsExactly("12:03 › bob  hello");
        assertThat(outbox.failed()).isEmpty();
    }

    @Test
    void whatFailedWithItsRoomWaitsUntilTheRoomIsEnteredAgain() {
        screen.columns = 300;
        in("ops");
        session.answering = false;
        type("one", "two");
        session.tell(new ChatEvent.RoomClosed("ops", ""));
        session.lose("room ops was closed before an answer came");
        session.answering = true;
        keyboard.on(new Input.AgainKey());
        assertThat(printed())
                .containsExactly(
                        "12:03 · the room was closed",
                        "12:03 ! you are no longer in ops; /join ops enters it again, and then F5 sends again",
                        "12:03 ! 2 messages perhaps not sent in ops, room ops was closed before an answer came; F5"
                                + " sends them again in order, and they may then appear twice; /drop forgets them,"
                                + " /failed lists them; the first: one");
        type("/join ops");
        printed();
        keyboard.on(new Input.AgainKey());
        assertThat(printed()).containsExactly("12:03 › bob  one", "12:03 › bob  two");
    }

    @Test
    void soManyFailedMessagesAreKept() {
        in("ops");
        IntStream.range(0, ChatOutbox.MAX_FAILED + 10).forEach(i -> type("refuse " + i));
        assertThat(outbox.failed()).hasSize(ChatOutbox.MAX_FAILED);
        assertThat(outbox.failed().getFirst().message().text()).isEqualTo("refuse 10");
    }

    @Test
    void aPastedBlockArrivesWholeAndInOrderHoweverLongTheRoomMakesItWait() {
        in("ops");
        List<String> block = IntStream.range(0, 200).mapToObj(i -> "line " + i).toList();
        session.answering = false;
        type(String.join("\n", block));
        List<String> seen = new ArrayList<>();
        for (int answered = 0; answered < 200; answered += 20) {
            now = now.plusSeconds(1);
            seen.addAll(printed());
            assertThat(screen.underway).hasSize(4).last().isEqualTo("      +" + (197 - answered) + " more");
            assertThat(screen.underway).first().isEqualTo("12:03 … line " + answered);
            session.answer(20);
        }
        seen.addAll(printed());
        assertThat(seen)
                .isEqualTo(block.stream().map(line -> "12:03 › bob  " + line).toList());
        assertThat(screen.underway).isEmpty();
    }

    @Test
    void withoutARoomNothingIsSentAndTheTextIsKept() {
        type("hello");
        assertThat(printed()).containsExactly("12:03 ! not sent, you are in no room; /join ROOM enters one: hello");
        assertThat(session.calls).isEmpty();
    }

    @Test
    void thatTextWaitsIsSaidOnceForEachInterruption() {
        in("ops");
        session.connected = false;
        session.answering = false;
        session.tell(new ChatEvent.Disconnected("gone", Duration.ofSeconds(2)));
        type("one", "two");
        assertThat(printed())
                .containsExactly(
                        "12:03 · connection lost: gone",
                        "12:03 · not connected: your messages wait, and are sent after reconnecting");
        assertThat(screen.statusText()).contains("reconnecting in 2 s");
        session.tell(new ChatEvent.Disconnected("still gone", Duration.ofSeconds(4)));
        assertThat(printed()).isEmpty();
        session.connected = true;
        session.tell(new ChatEvent.Connected("localhost:4242", "bob", true));
        session.answer();
        assertThat(printed()).containsExactly("12:03 · connected again", "12:03 › bob  one", "12:03 › bob  two");
        session.connected = false;
        session.answering = false;
        type("three");
        assertThat(printed()).hasSize(1);
    }

    @Test
    void aSlashBeginsACommandAndTwoAText() {
        in("ops");
        type("//etc/hosts", "/jion dev", " /join is a command");
        assertThat(session.calls).containsExactly("publish ops /etc/hosts", "publish ops  /join is a command");
        assertThat(printed())
                .contains("12:03 ! there is no command /jion; did you mean /join? To send it as text, type //jion");
    }

    @Test
    void aPastedBlockIsSentLineByLineAsText() {
        in("ops");
        type("one\n/two\n\n  three  \n");
        assertThat(session.calls).containsExactly("publish ops one", "publish ops /two", "publish ops   three");
    }

    @Test
    void blankLinesAreNotSent() {
        in("ops");
        type("", "   ");
        assertThat(session.calls).isEmpty();
    }

    @Test
    void otherRoomsAreCountedAndShownOnSwitch() {
        in("ops", "dev");
        int cleared = screen.cleared;
        session.says("ops", "alice", "one");
        session.says("ops", "alice", "bob: two");
        assertThat(printed()).isEmpty();
        assertThat(screen.statusText()).endsWith(" 1:ops 2! ");
        keyboard.on(new Input.RoomKey(1));
        assertThat(printed())
                .containsExactly(
                        "── #ops · tonight ──",
                        "12:03 · you are in ops with alice, carol",
                        "── 2 new ──",
                        "12:03 alice  one",
                        "12:03 alice  bob: two");
        assertThat(screen.cleared).isEqualTo(cleared + 1);
        assertThat(screen.statusText()).doesNotContain("1:ops");
        assertThat(screen.prompt).isEqualTo("ops> ");
    }

    @Test
    void theNextActiveRoomIsTheOneWithAMention() {
        in("ops", "dev", "vault");
        keyboard.on(new Input.Secret("sesame"));
        session.says("ops", "alice", "nothing special");
        session.says("dev", "alice", "where is bob?");
        keyboard.on(new Input.ActivityKey());
        assertThat(screen.prompt).isEqualTo("dev> ");
        keyboard.on(new Input.ActivityKey());
        assertThat(screen.prompt).isEqualTo("ops> ");
    }

    @Test
    void aRoomIsFoundByNumberOrName() {
        in("ops", "dev");
        type("/room 1");
        assertThat(screen.prompt).isEqualTo("ops> ");
        type("/switch DEV");
        assertThat(screen.prompt).isEqualTo("dev> ");
        printed();
        type("/room 7");
        assertThat(printed()).containsExactly("12:03 ! none of your rooms is 7; /join ROOM enters one");
        type("/room");
        assertThat(printed()).containsExactly("      1 ops", "      2 dev, shown");
    }

    @Test
    void onlyTheLastLinesOfARoomAreKept() {
        in("ops", "dev");
        IntStream.range(0, ChatRoom.MAX_LINES + 100).forEach(i -> session.says("ops", "alice", "n" + i));
        type("/room ops");
        List<String> lines = printed();
        assertThat(lines).hasSize(ChatRoom.MAX_LINES + 2).contains("── " + (ChatRoom.MAX_LINES + 100) + " new ──");
        assertThat(lines.getLast()).endsWith("alice  n" + (ChatRoom.MAX_LINES + 99));
    }

    @Test
    void aNewDayIsAnnouncedOnce() {
        in("ops");
        now = now.plus(Duration.ofDays(1));
        session.says("ops", "alice", "good morning");
        session.says("ops", "alice", "again");
        assertThat(printed()).containsExactly("── 2026-11-22 ──", "12:03 alice  good morning", "12:03 alice  again");
    }

    @Test
    void aRoomIsSetAndShowsHow() {
        in("ops");
        type("/set");
        assertThat(printed())
                .containsExactly(
                        "12:03 · settings of ops; /set KEY VALUE changes one, 0 restores the server's default",
                        "      history-lines 50",
                        "      keep 1d",
                        "      keep-messages 1000",
                        "      keep-bytes 1M");
        type("/set keep 12h");
        assertThat(printed())
                .containsExactly(
                        "12:03 · bob changed history-lines to 0, keep to 12h, keep-messages to 0, keep-bytes to 0");
        type("/set keep", "/set keep often", "/set colour red");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! /set needs a key and a value, such as /set keep 30d; the keys are history-lines, keep,"
                                + " keep-messages, keep-bytes, slow, edit-for",
                        "12:03 ! keep: 'often' is not a duration; use 30d, 12h, 90m or 45s; 0 restores the server's default",
                        "12:03 ! a room has no setting 'colour'; it has history-lines, keep, keep-messages, keep-bytes, slow,"
                                + " edit-for");
    }

    @Test
    void othersArePutOutByNameAndWithAReason() {
        session.room("ops", "alice", "Anna Maria");
        in("ops");
        type(
                "/kick alice",
                "/kick Alice enough  is enough",
                "/kick anna maria spam",
                "/kick \"Anna Maria\"",
                "/kick stranger",
                "/ban alice",
                "/ban alice 2h",
                "/ban anna maria 7d spam, and more",
                "/ban alice twice",
                "/ban alice --for 2h \"3 warnings\"",
                "/ban alice 2h --address spam",
                "/ban alice --address",
                "/ban Anna Maria --address 1d spam",
                "/unban Anna Maria");
        assertThat(session.calls)
                .containsExactly(
                        "kick ops [alice] ",
                        "kick ops [Alice] enough  is enough",
                        "kick ops [anna maria] spam",
                        "kick ops [Anna Maria] ",
                        "kick ops [stranger] ",
                        "ban ops [alice] PT0S ",
                        "ban ops [alice] PT2H ",
                        "ban ops [anna maria] PT168H spam, and more",
                        "ban ops [alice] PT0S twice",
                        "ban ops [alice] PT2H 3 warnings",
                        "ban ops [alice] and address PT2H spam",
                        "ban ops [alice] and address PT0S ",
                        "ban ops [Anna Maria] and address PT24H spam",
                        "unban ops [Anna Maria]");
        assertThat(printed()).containsExactly("12:03 · Anna Maria is no longer banned");
        session.warning = "the ban is not stored yet: its disk is full";
        type("/ban alice", "/kick", "/unban");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! the ban is not stored yet: its disk is full",
                        "12:03 ! /kick needs a name; one with spaces in \"quotes\"",
                        "12:03 ! /unban needs the name of a banned person; /bans lists them");
    }

    @Test
    void aDurationThatIsNoneBansAndMutesNobody() {
        in("ops");
        type(
                "/mute carol 2x",
                "/mute carol 2 hours",
                "/mute carol 1h30m",
                "/mute carol 0s",
                "/mute carol -2h",
                "/mute carol --for",
                "/mute carol 2h 3h",
                "/mute carol --address",
                "/ban alice 7days spam",
                "/ban alice --addresses");
        assertThat(session.calls).isEmpty();
        assertThat(printed())
                .hasSize(10)
                .allMatch(line -> line.startsWith("12:03 ! not done: "))
                .contains(
                        "12:03 ! not done: '2x' is not a duration; use 45s, 90m, 2h, 7d or 4w, and write a reason that"
                                + " begins with a number in \"quotes\"",
                        "12:03 ! not done: two durations are given; give one, and write a reason that begins with a"
                                + " number in \"quotes\"",
                        "12:03 ! not done: /ban has no option --addresses; it has --for and --address");
    }

    @Test
    void namesOfOtherChatsMeanTheSameOrSayWhatToDoInstead() {
        in("ops", "dev");
        type("/part #dev", "/names");
        assertThat(session.calls).containsExactly("leave dev");
        assertThat(printed()).contains("12:03 · you left dev", "12:03 · 3 members in ops");
        type("/list");
        assertThat(printed().getFirst()).isEqualTo("12:03 · 3 rooms");
        type("/whois alice", "/whois nobody", "/whois");
        assertThat(printed())
                .containsExactly(
                        "12:03 · alice: host of ops, connected",
                        "12:03 ! nobody is not among the members of ops; /who lists them",
                        "12:03 ! /whois needs a name; one with spaces in \"quotes\"");
        type("/close ops", "/nick rob", "/away");
        assertThat(session.calls).containsExactly("leave dev");
        assertThat(printed()).hasSize(3).allMatch(line -> line.startsWith("12:03 ! "));
        assertThat(state.rooms().all()).hasSize(1);
    }

    @Test
    void rolesAreGivenAndShown() {
        in("ops");
        type(
                "/mod carol",
                "/unmod carol",
                "/mute carol 2h calm down",
                "/mute carol",
                "/unmute carol",
                "/host carol",
                "/mod");
        assertThat(session.calls)
                .containsExactly(
                        "role ops [carol] MODERATOR PT0S ",
                        "role ops [carol] MEMBER PT0S ",
                        "role ops [carol] MUTED PT2H calm down",
                        "role ops [carol] MUTED PT0S ",
                        "role ops [carol] MEMBER PT0S ",
                        "role ops [carol] HOST PT0S ");
        assertThat(printed()).containsExactly("12:03 ! /mod needs a name; one with spaces in \"quotes\"");
        Instant end = now.plus(Duration.ofHours(2));
        session.tell(new ChatEvent.RoleChanged("ops", "carol", MemberRole.MUTED, "alice", "spam", end, false));
        session.tell(new ChatEvent.RoleChanged("ops", "bob", MemberRole.MEMBER, "alice", "", null, true));
        assertThat(printed())
                .containsExactly(
                        "12:03 · alice muted carol until 2026-11-21 14:03 (2 h): spam",
                        "12:03 · alice made you an ordinary member, who may speak");
    }

    @Test
    void invitationsAreMadeListedAndEnded() {
        in("ops");
        String token = "inv-" + "x".repeat(43);
        type("/invite", "/invite 5 2h", "/invite many", "/invites", "/uninvite", "/uninvite 0123abcd");
        assertThat(session.calls).containsExactly("invite ops 1 PT168H", "invite ops 5 PT2H", "uninvite ops 0123abcd");
        assertThat(printed())
                .containsExactly(
                        "12:03 · invitation for one person, valid until 2024-10-04 00:00; copy it now:",
                        "      " + token,
                        "12:03 · invitation for 5 people, valid until 2024-10-04 00:00; copy it now:",
                        "      " + token,
                        "12:03 ! /invite takes the number of people, and for how long: /invite 5 7d",
                        "12:03 · 2 invitations to ops",
                        "      0123abcd, ended, 0 of 5 used, until 2024-10-04 00:00, by bob",
                        "      0123abcd, ended, 0 of 1 used, until 2024-10-04 00:00, by bob",
                        "12:03 ! /uninvite needs the id of an invitation; /invites lists them",
                        "12:03 · invitation 0123abcd is no longer valid");
    }

    @Test
    void bansAreListed() {
        in("ops");
        type("/bans");
        session.bans.add(new RoomBan("mallory", "bob", "spam \u001b[31m", now, now.plus(Duration.ofHours(2)), false));
        session.bans.add(new RoomBan("trent", "alice", "", now, null, true));
        type("/bans");
        assertThat(printed())
                .containsExactly(
                        "12:03 · nobody is banned from ops",
                        "12:03 · 2 people are banned from ops",
                        "      mallory, until 2026-11-21 14:03 (2 h), by bob: spam ␛[31m",
                        "      trent and the address, by alice");
    }

    @Test
    void whoIsPutOutIsToldAndWhoSeesItToo() {
        in("ops");
        session.tell(new ChatEvent.Removed("ops", "carol", "alice", "spam", null, true, false));
        session.tell(new ChatEvent.Removed("ops", "mallory", "alice", "", new ChatEvent.Ban(null), false, false));
        assertThat(printed()).containsExactly("12:03 · alice kicked carol: spam", "12:03 · alice banned mallory");
        assertThat(screen.statusText()).startsWith(" #ops · 2 members");
        session.tell(new ChatEvent.Removed("ops", "bob", "alice", "", null, true, true));
        assertThat(printed()).containsExactly("12:03 · alice kicked you; /join ops enters it again");
        session.tell(new ChatEvent.Removed(
                "ops", "bob", "alice", "spam", new ChatEvent.Ban(now.plus(Duration.ofHours(2))), true, true));
        assertThat(printed()).containsExactly("12:03 · alice banned you until 2026-11-21 14:03 (2 h): spam");
        type("hello?");
        assertThat(session.calls).noneMatch(call -> call.startsWith("publish") || call.startsWith("join"));
    }

    @Test
    void aRoomWithoutHistorySaysSoWhenItIsEntered() {
        type("/create whispers --no-history");
        assertThat(printed()).contains("12:03 · this room keeps no history");
        type("/set");
        assertThat(printed())
                .containsExactly("12:03 · whispers keeps no history: its only settings are slow and edit-for");
        type("/history", "/history 7");
        assertThat(printed())
                .containsExactly("12:03 · #whispers keeps no history", "12:03 · #whispers keeps no history");
        type("/create other --keep 3d");
        assertThat(printed())
                .containsExactly(
                        "12:03 ! /create takes the options --private and --no-history; /set changes settings, once you are in the room");
    }

    @Test
    void thatEverybodyComesBackAfterARestartIsNoNews() {
        in("ops");
        JoinedRoom same = session.join("ops", null, false).join();
        JoinedRoom anew =
                new JoinedRoom("ops", "", same.epoch() + 1, 0, same.members(), 3, true, true, RoomSettings.UNSET);
        session.tell(new ChatEvent.Rejoined(same));
        session.tell(new ChatEvent.PresenceChanged("ops", "dave", true));
        session.tell(new ChatEvent.Rejoined(anew));
        session.tell(new ChatEvent.PresenceChanged("ops", "alice", true));
        session.tell(new ChatEvent.PresenceChanged("ops", "carol", false));
        assertThat(printed()).containsExactly("12:03 · dave is back", "12:03 · carol disconnected");
        now = now.plus(Duration.ofSeconds(10));
        session.tell(new ChatEvent.PresenceChanged("ops", "carol", true));
        assertThat(printed()).containsExactly("12:03 · carol is back");
    }

    @Test
    void whoComesAndGoesIsSaid() {
        in("ops");
        session.tell(new ChatEvent.MemberJoined("ops", "dave"));
        session.tell(new ChatEvent.PresenceChanged("ops", "dave", false));
        session.tell(new ChatEvent.PresenceChanged("ops", "dave", true));
        session.tell(new ChatEvent.HostChanged("ops", "dave"));
        session.tell(new ChatEvent.TopicChanged("ops", "new", "dave"));
        session.tell(new ChatEvent.TopicChanged("ops", "", "dave"));
        session.tell(new ChatEvent.MemberLeft("ops", "dave"));
        session.tell(new ChatEvent.Missed("ops", 1));
        session.tell(new ChatEvent.Missed("ops", 7));
        assertThat(printed())
                .containsExactly(
                        "12:03 · dave joined",
                        "12:03 · dave disconnected",
                        "12:03 · dave is back",
                        "12:03 · dave is now the host",
                        "12:03 · dave set the topic: new",
                        "12:03 · dave removed the topic",
                        "12:03 · dave left",
                        "12:03 · 1 message is lost",
                        "12:03 · 7 messages are lost");
        assertThat(screen.statusText()).contains("3 members");
    }

    @Test
    void listsAreReadable() {
        in("ops");
        session.room("quiet", "awayne");
        type("/who", "/rooms");
        assertThat(printed())
                .containsExactly(
                        "12:03 · 3 members in ops",
                        "      alice, host",
                        "      bob",
                        "      carol",
                        "12:03 · 4 rooms",
                        "      ops  3 members, 3 here now, you are in it · tonight",
                        "      dev  1 member, 1 here now",
                        "      vault  1 member, 1 here now, with a password",
                        "      quiet  1 member, 1 here now");
        assertThat(state.names().serverRooms()).containsExactly("ops", "dev", "vault", "quiet");
    }

    @Test
    void aListThatIsCutSaysHowManyMoreThereAre() {
        in("ops");
        session.unlisted = 300;
        type("/who", "/rooms");
        assertThat(printed())
                .containsExactly(
                        "12:03 · 303 members in ops",
                        "      alice, host",
                        "      bob",
                        "      carol",
                        "      … and 300 more",
                        "12:03 · 303 rooms",
                        "      ops  3 members, 3 here now, you are in it · tonight",
                        "      dev  1 member, 1 here now",
                        "      vault  1 member, 1 here now, with a password",
                        "      … and 300 more");
    }

    @Test
    void theTopicIsShownAndSet() {
        in("ops");
        type("/topic", "/topic all is well");
        assertThat(printed())
                .containsExactly("12:03 · the topic of ops: tonight", "12:03 · bob set the topic: all is well");
    }

    @Test
    void leavingShowsAnotherRoomAndWhatComesLateIsIgnored() {
        in("ops", "dev");
        type("/leave");
        session.says("dev", "alice", "too late");
        assertThat(printed())
                .containsExactly(
                        "── #ops · tonight ──", "12:03 · you are in ops with alice, carol", "12:03 · you left dev");
        assertThat(state.rooms().all()).hasSize(1);
        type("/leave");
        assertThat(screen.prompt).isEqualTo("> ");
        type("/leave");
        assertThat(printed()).contains("12:03 ! you are in no room; /join ROOM enters one");
    }

    @Test
    void closingARoomNeedsItsName() {
        in("ops");
        type("/close-room");
        assertThat(session.calls).isEmpty();
        type("/close-room ops", "hello?");
        assertThat(session.calls).containsExactly("close ops");
        assertThat(printed())
                .containsExactly(
                        "12:03 · this closes ops for all its members; to confirm: /close-room ops",
                        "12:03 · the room was closed: its host closed it",
                        "12:03 ! not sent in ops, you are no longer in it; /join ops enters it again;"
                                + " F5 sends it again, /drop forgets it: hello?");
    }

    @Test
    void aRoomThatCouldNotBeJoinedAgainIsLost() {
        in("ops");
        session.tell(new ChatEvent.RejoinFailed("ops", "there is no room named ops"));
        assertThat(printed()).containsExactly("12:03 ! you are no longer in ops: there is no room named ops");
        assertThat(screen.statusText()).contains("#ops · not joined");
    }

    @Test
    void whatIsTypedBeforeTheFirstRoomIsThereWaitsForIt() {
        type("/join vault", "hello");
        assertThat(printed()).containsExactly("12:03 ! that is not the password of vault");
        type("/quit");
        keyboard.on(new Input.Secret("sesame"));
        assertThat(printed()).contains("12:03 › bob  hello");
        printed();
        assertThat(quit).isTrue();
    }

    @Test
    void quittingWaitsAMomentForAnswers() {
        in("ops");
        session.answering = false;
        type("last words", "/quit");
        printed();
        assertThat(quit).isFalse();
        session.answer();
        assertThat(printed()).containsExactly("12:03 › bob  last words");
        assertThat(quit).isTrue();
    }

    @Test
    void quittingTellsWhatHasNoAnswerAndTheSecondTimeLeaves() {
        in("ops");
        session.answering = false;
        type("last words", "/quit");
        now = now.plusSeconds(3);
        assertThat(printed()).containsExactly("12:03 ! 1 message has no answer yet; /quit again leaves anyway");
        assertThat(quit).isFalse();
        keyboard.on(new Input.End());
        assertThat(quit).isTrue();
        assertThat(outbox.waiting()).extracting(TypedMessage::text).containsExactly("last words");
    }

    @Test
    void theEndOfTheSessionIsToldWithItsReason() {
        in("ops");
        session.tell(new ChatEvent.Ended(ChatException.Reason.TOKEN_REVOKED, "the token was renewed elsewhere"));
        assertThat(printed()).containsExactly("12:03 ! the token was renewed elsewhere");
        assertThat(state.ended()).isEqualTo(ChatException.Reason.TOKEN_REVOKED);
    }

    @Test
    void everyCommandAnswersOrActs() {
        for (SlashCommand command : SlashCommands.ALL) {
            type("/" + command.name());
        }
        assertThat(printed()).isNotEmpty();
        assertThat(quit).isTrue();
    }

    @Test
    void hostileNamesOfRoomsAndTopicsAreShownAsMarks() {
        session.room("e\u001b[2Jvil").topic("e\u001b[2Jvil", "t\u0007");
        type("/join e\u001b[2Jvil", "/rooms", "/who");
        assertThat(printed()).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        assertThat(screen.prompt).isEqualTo("e␛[2Jvil> ");
        assertThat(screen.statusText().chars().anyMatch(Character::isISOControl))
                .isFalse();
    }
}
