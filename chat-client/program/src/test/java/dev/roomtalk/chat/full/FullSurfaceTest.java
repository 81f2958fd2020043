package dev.roomtalk.chat.full;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.FakeTerminal;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Painter;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.TerminalTraits;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.Search;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees on the full screen, and what keys and clicks do. */
class FullSurfaceTest {
    private final FullTrial chat = new FullTrial();

    @Test
    void theFirstFrameComesBeforeThereIsAConnection() {
        assertThat(chat.rowsShown().get(22)).isEqualTo(" connecting to localhost:4242 …");
        assertThat(chat.rowsShown().getLast()).isEqualTo(">");
        chat.rows = 12;
        chat.columns = 40;
        chat.press(new TerminalEvent.Resized(12, 40));
        assertThat(chat.rowsShown()).hasSize(12).element(10).isEqualTo(" connecting to localhost:4242 …");
    }

    @Test
    void whatIsTypedBeforeThereIsAConnectionIsKept() {
        chat.type("hel");
        chat.begin("ops");
        chat.type("lo");
        assertThat(chat.input()).isEqualTo("ops> hello");
    }

    @Test
    void ctrlCEndsTheProgramBeforeThereIsAConnection() {
        chat.ctrl('c');
        assertThat(chat.closed).isTrue();
        assertThat(chat.quit).isTrue();
    }

    @Test
    void aNarrowScreenHasTitleLogStatusAndInput() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "hello bob");
        chat.enter("hello alice");
        assertThat(chat.title()).isEqualTo(" #ops · what happens tonight");
        assertThat(chat.log())
                .containsExactly(
                        "12:03            · │ you are in ops with alice, carol",
                        "12:03        alice │ hello bob",
                        "               bob │ hello alice");
        assertThat(chat.status())
                .startsWith(" #ops · 3 members · connected · UDP")
                .contains("bob@");
        assertThat(chat.input()).isEqualTo("ops>");
    }

    @Test
    void aWideScreenHasRoomsOnTheLeftAndPeopleOnTheRight() {
        chat.columns = 120;
        chat.begin("night", "dev");
        chat.session.says("dev", "alice", "bob?");
        List<String> frame = chat.frame();
        assertThat(frame.get(1)).startsWith(" 2 dev         1! │").endsWith("│ 3 here");
        assertThat(frame.get(2)).startsWith(" 1 night          │").endsWith("│ alice");
        assertThat(frame.get(5)).endsWith("│ 1 not here");
        assertThat(frame.get(6)).endsWith("│ awayne");
        assertThat(chat.status()).doesNotContain("2:dev");

        chat.columns = 80;
        assertThat(chat.status()).endsWith("2:dev 1!");
    }

    @Test
    void aSmallScreenKeepsWhatMatters() {
        chat.rows = 12;
        chat.columns = 40;
        chat.begin("ops");
        chat.session.says("ops", "alice", "a text that is longer than such a screen is wide");
        assertThat(chat.log())
                .containsSubsequence("     alice │ a text that is longer than", "           │ such a screen is wide");
        for (int rows = 1; rows < 8; rows++) {
            for (int columns = 1; columns < 30; columns += 4) {
                chat.rows = rows;
                chat.columns = columns;
                chat.press(new TerminalEvent.Resized(rows, columns));
                assertThat(chat.frame()).hasSize(rows);
            }
        }
    }

    @Test
    void privateConversationsStandAmongTheRoomsWithTheirSign() {
        chat.columns = 120;
        chat.session.room("@carol", "carol");
        chat.session.remember("@carol", List.of("one", "two", "three"));
        chat.session.author("@carol", 1, 3, "carol");
        chat.session.conversations.listed.add(new Conversation("@carol", "carol", 7, 3, 1, 2, chat.now));
        chat.begin("ops");
        chat.session.tell(new ChatEvent.Connected("localhost:4242", "bob", false));
        assertThat(chat.frame().subList(1, 3).stream().map(row -> row.substring(0, 19)))
                .containsExactly(" 2 @carol      2! │", " 1 ops            │");
        chat.now = chat.now.plusSeconds(1);
        chat.frame();
        assertThat(chat.titles).last().isEqualTo("ops (1!) · 2 unread – Roomtalk");
        chat.columns = 80;
        assertThat(chat.status()).endsWith("2:@carol 2!");
        chat.rows = 12;
        chat.columns = 40;
        assertThat(chat.status()).startsWith(" 1:#ops ").endsWith("2:@carol 2!");

        chat.rows = 24;
        chat.columns = 80;
        chat.alt('2');
        assertThat(chat.title()).isEqualTo(" @carol");
        assertThat(chat.status()).startsWith(" 2:@carol · ").doesNotContain("member");
        List<String> log = chat.log();
        int rule = log.indexOf("── 2 new " + "─".repeat(71));
        assertThat(log.get(rule - 1)).endsWith("│ one");
        assertThat(log.get(rule + 1)).endsWith("│ two");
        assertThat(log).last().asString().endsWith("│ of the server can");
        chat.columns = 120;
        assertThat(chat.frame().get(1)).endsWith("│ bob");
        assertThat(chat.frame().get(2)).endsWith("│ carol");
        assertThat(chat.frame()).noneMatch(row -> row.endsWith(" here"));
    }

    @Test
    void aTextIsAtMostAHundredColumnsWide() {
        chat.rows = 50;
        chat.columns = 200;
        chat.begin("ops");
        chat.session.says("ops", "alice", "word ".repeat(60).strip());
        List<String> texts = chat.frame().stream()
                .filter(row -> row.contains("│ word"))
                .map(row -> row.substring(row.indexOf("│ word") + 2, row.lastIndexOf('│'))
                        .stripTrailing())
                .toList();
        assertThat(texts).hasSize(3).startsWith("word ".repeat(20).strip()).allMatch(text -> text.length() <= 100);
    }

    @Test
    void whatOneSaidInAnotherSessionIsOnesOwn() {
        chat.begin("ops");
        chat.session.says("ops", "bob", "from elsewhere");
        chat.enter("from here");
        chat.session.says("ops", "alice", "hello");
        List<String> rows = chat.frame();
        FakeTerminal terminal = new FakeTerminal(FakeTerminal.Widths.CLUSTERS, chat.rows, chat.columns);
        new Painter(new TerminalTraits(0, true, false), terminal::accept).paint(chat.shown());
        for (String name : List.of("alice", "bob")) {
            int row = IntStream.range(0, rows.size())
                    .filter(n -> rows.get(n).contains(" " + name + " │"))
                    .findFirst()
                    .orElseThrow();
            String style = terminal.style(row, rows.get(row).indexOf(name + " │"));
            assertThat(style.contains(";1")).as(name + " is bold").isEqualTo(name.equals("bob"));
        }
        assertThat(rows).filteredOn(row -> row.contains("bob │")).hasSize(1);
    }

    @Test
    void messagesOfOneAuthorStandUnderOneName() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "one");
        chat.session.says("ops", "alice", "two");
        chat.now = chat.now.plusSeconds(60);
        chat.session.says("ops", "alice", "three");
        chat.session.says("ops", "alice", "bob, four");
        assertThat(chat.log())
                .containsSubsequence(
                        "12:03        alice │ one",
                        "                   │ two",
                        "12:04              │ three",
                        "             alice │ bob, four");
    }

    @Test
    void whatIsEditedOrRemovedChangesWhereItStands() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "one");
        chat.enter("two");
        chat.enter("three");
        chat.enter("/me waves");
        chat.enter("/edit 2 drei");
        chat.enter("/remove 3");
        assertThat(chat.log())
                .containsSubsequence(
                        "12:03        alice │ one",
                        "               bob │ (removed by bob)",
                        "                   │ drei (edited)",
                        "12:03            * │ bob waves");
        assertThat(chat.log()).noneMatch(row -> row.contains("removed a message") || row.contains("edited a message"));
    }

    @Test
    void reactionsAreCountedBelowAMessageAndRepliesStandBelowWhatTheyAnswer() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "cake");
        chat.session.reacts("ops", "carol", 1, "🎂");
        chat.enter("/react 🎂");
        chat.enter("/reply thanks");
        assertThat(chat.log())
                .containsSubsequence(
                        "12:03        alice │ cake",
                        "                 + │ 🎂 2",
                        "                 ↪ │ alice: cake",
                        "12:03          bob │ thanks");
        assertThat(chat.log()).noneMatch(row -> row.contains("reacted"));
        chat.enter("/react 🎂");
        assertThat(chat.log()).contains("                 + │ 🎂");
    }

    @Test
    void upOnAnEmptyLineEditsTheLastMessage() {
        chat.begin("ops");
        chat.enter("helo");
        chat.press(KeyName.UP);
        assertThat(chat.input()).isEqualTo("ops> /edit helo");
        chat.press(KeyName.UP);
        assertThat(chat.input()).isEqualTo("ops> helo");
        chat.press(KeyName.DOWN);
        chat.type("!");
        chat.press(KeyName.ENTER);
        assertThat(chat.log()).last().asString().endsWith("bob │ helo! (edited)");
        chat.press(KeyName.UP);
        assertThat(chat.input()).isEqualTo("ops> /edit helo!");
    }

    @Test
    void whoSaysToBeAwayStandsSoAmongThePeople() {
        chat.columns = 120;
        chat.begin("ops");
        chat.session.tell(new ChatEvent.AwayChanged("ops", "carol", "lunch"));
        assertThat(chat.frame()).anyMatch(row -> row.contains("carol is away: lunch"));
        assertThat(chat.frame()).anyMatch(row -> row.endsWith("│ carol (away)"));
        chat.session.tell(new ChatEvent.AwayChanged("ops", "carol", ""));
        assertThat(chat.frame()).noneMatch(row -> row.contains("(away)"));
        chat.enter("/away tea");
        assertThat(chat.status()).contains(" · away");
    }

    @Test
    void whoIsWritingStandsInTheStatusLineAndOthersAreTold() {
        chat.begin("ops");
        chat.session.tell(new ChatEvent.Typing("ops", "carol"));
        assertThat(chat.status()).contains(" · carol is writing");
        chat.session.says("ops", "carol", "done");
        assertThat(chat.status()).doesNotContain("writing");
        chat.session.tell(new ChatEvent.Typing("ops", "alice"));
        chat.now = chat.now.plusSeconds(7);
        assertThat(chat.status()).doesNotContain("writing");
        chat.type("/whois alice");
        assertThat(chat.session.typing).isEmpty();
        chat.ctrl('c');
        chat.type("he");
        chat.type("llo");
        assertThat(chat.session.typing).containsExactly("ops");
        chat.now = chat.now.plusSeconds(3);
        chat.type(".");
        assertThat(chat.session.typing).hasSize(2);
    }

    @Test
    void aNewDayHasARule() {
        chat.begin("ops");
        chat.now = chat.now.plus(Duration.ofHours(13));
        chat.session.says("ops", "alice", "good morning");
        assertThat(chat.log()).anyMatch(row -> row.startsWith("── 2026-11-22 ─────"));
    }

    @Test
    void whatCameWhileAnotherRoomWasShownHasARuleAbove() {
        chat.begin("ops", "dev");
        chat.alt('2');
        chat.session.says("ops", "alice", "one");
        chat.session.says("ops", "alice", "two");
        chat.alt('1');
        assertThat(chat.log()).element(1).asString().startsWith("── 2 new ─────");
        assertThat(chat.log()).element(2).asString().endsWith("alice │ one");
    }

    @Test
    void theRuleStandsAboveTheFirstMessageThatIsNewAndOnesOwnAreNot() {
        chat.begin("ops", "dev");
        chat.session.tell(new ChatEvent.PresenceChanged("dev", "alice", false));
        chat.session.says("dev", "alice", "one");
        chat.enter("/room dev");
        assertThat(chat.log()).last().asString().endsWith("alice │ one");
        assertThat(chat.log().reversed().get(1)).startsWith("── 1 new ─");
        chat.enter("from here");
        chat.session.answering = false;
        chat.enter("on its way");
        chat.alt('1');
        chat.session.answer();
        assertThat(chat.status()).doesNotContain("2:dev");
    }

    @Test
    void whatCameSinceTheProgramRanHasARuleAbove(@TempDir Path directory) {
        Path seen = directory.resolve("seen");
        FullTrial first = new FullTrial(null, seen);
        first.session.remember("ops", List.of("one", "two"));
        first.begin("ops");
        assertThat(first.log()).noneMatch(row -> row.contains("new"));
        first.end();

        FullTrial second = new FullTrial(null, seen);
        second.session.remember("ops", List.of("one", "two", "three"));
        second.begin("ops");
        assertThat(second.log()).element(2).asString().startsWith("── 1 new ──");
        second.session.says("ops", "carol", "four");
        assertThat(second.log()).element(2).asString().startsWith("── 1 new ──");
    }

    @Test
    void aLabelCannotBeTakenForText() {
        chat.begin("ops");
        chat.session.says("ops", "bridge", "alice/4711 \"backup.sh\"", "done\n12:03 alice │ fake");
        assertThat(chat.log())
                .containsSubsequence(
                        "12:03       bridge ├ alice/4711 \"backup.sh\"",
                        "                   │ done",
                        "                   │ 12:03 alice │ fake");
    }

    @Test
    void whatCommandsAnswerStandsInAPanelThatGoesAway() {
        chat.begin("night");
        chat.enter("/who");
        assertThat(chat.log()).contains("4 members in night", "  alice, host", "  awayne, not connected");
        assertThat(chat.log()).anyMatch(row -> row.startsWith("── Esc closes"));
        chat.press(KeyName.ESCAPE);
        assertThat(chat.log()).noneMatch(row -> row.contains("members in night"));

        chat.enter("/mute");
        assertThat(chat.log()).contains("! /mute needs a name; one with spaces in \"quotes\"");
        chat.enter("hello");
        assertThat(chat.log())
                .noneMatch(row -> row.contains("/mute"))
                .last()
                .asString()
                .endsWith("bob │ hello");
    }

    @Test
    void escAndACharacterRightAfterItAreBoth() {
        chat.begin("ops");
        chat.enter("/who");
        chat.alt('/');
        chat.enter("rooms");
        assertThat(chat.session.calls).noneMatch(call -> call.startsWith("publish"));
        assertThat(chat.log()).contains("4 rooms");
    }

    @Test
    void aLongAnswerScrolls() {
        chat.begin("ops");
        chat.enter("/help");
        assertThat(chat.log()).anyMatch(row -> row.contains("/join ROOM")).noneMatch(row -> row.contains("/quit"));
        for (int i = 0; i < 6; i++) {
            chat.press(KeyName.PAGE_DOWN);
            chat.frame();
        }
        assertThat(chat.log()).noneMatch(row -> row.contains("/join ROOM")).anyMatch(row -> row.contains("/nick"));
    }

    @Test
    void howToCloseAnAnswerStandsOnANarrowScreenToo() {
        chat.rows = 12;
        chat.columns = 40;
        chat.begin("ops");
        chat.enter("/help");
        assertThat(chat.log()).anyMatch(row -> row.matches("── 1 to 5 of [0-9]+ · Esc closes ─+"));
        assertThat(chat.log()).allMatch(row -> row.length() <= 40);
        chat.press(KeyName.ESCAPE);
        chat.session.pages.add(new Search.Page(List.of(hit(1)), List.of()));
        chat.enter("/search m");
        assertThat(chat.log()).anyMatch(row -> row.startsWith("── Esc closes ─"));
    }

    @Test
    void comingAndGoingIsOneRow() {
        chat.begin("ops");
        for (int i = 0; i < 4; i++) {
            chat.session.tell(new ChatEvent.MemberLeft("ops", "alice"));
            chat.session.tell(new ChatEvent.MemberJoined("ops", "alice"));
        }
        chat.session.tell(new ChatEvent.PresenceChanged("ops", "carol", false));
        assertThat(chat.log())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("· │ alice left and came back 4 times, carol disconnected");
    }

    @Test
    void peopleWhoDisconnectMoveToThoseAway() {
        chat.columns = 120;
        chat.begin("night");
        chat.session.tell(new ChatEvent.PresenceChanged("night", "carol", false));
        assertThat(chat.frame().get(1)).endsWith("2 here");
        assertThat(chat.frame().get(4)).endsWith("2 not here");
    }

    @Test
    void pageUpGoesOnIntoTheHistoryWithoutASeam() {
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, 800).mapToObj(n -> "m" + n).toList());
        chat.begin("ops");
        assertThat(texts()).endsWith("m800");
        List<String> all = new ArrayList<>(texts());
        for (int i = 0; i < 60; i++) {
            chat.press(KeyName.PAGE_UP);
            List<String> page = texts();
            all.addAll(0, page.stream().filter(text -> !all.contains(text)).toList());
        }
        assertThat(all).startsWith("m1", "m2", "m3").hasSizeGreaterThan(790);
        assertThat(all)
                .isEqualTo(all.stream()
                        .sorted(Comparator.comparingInt(text -> Integer.parseInt(text.substring(1))))
                        .toList());
        assertThat(chat.log()).first().asString().contains("the beginning of what is kept");
    }

    /** The texts of alice's messages on the screen. */
    private List<String> texts() {
        return chat.log().stream()
                .filter(row -> row.matches(".*│ m[0-9]+"))
                .map(row -> row.substring(row.indexOf("│ m") + 2))
                .toList();
    }

    @Test
    void typingGoesOnWhileScrolledAndNewMessagesAreCounted() {
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, 100).mapToObj(n -> "m" + n).toList());
        chat.begin("ops");
        chat.press(KeyName.PAGE_UP);
        List<String> before = texts();
        chat.type("a draft");
        chat.session.says("ops", "carol", "x1");
        chat.session.says("ops", "carol", "x2");
        chat.session.says("ops", "carol", "x3");
        assertThat(texts()).isEqualTo(before);
        assertThat(chat.log()).last().asString().startsWith("── 3 new ↓ · PageDown");
        assertThat(chat.input()).isEqualTo("ops> a draft");
        chat.press(KeyName.PAGE_DOWN);
        chat.press(KeyName.PAGE_DOWN);
        assertThat(chat.log()).last().asString().endsWith("│ x3");
    }

    @Test
    void eachRoomHasADraftAndTypedLinesOfItsOwn() {
        chat.begin("ops", "dev");
        chat.enter("in ops");
        chat.type("draft of ops");
        chat.alt('2');
        assertThat(chat.input()).isEqualTo("dev>");
        chat.type("draft of dev");
        chat.alt('1');
        assertThat(chat.input()).isEqualTo("ops> draft of ops");
        chat.ctrl('c');
        chat.press(KeyName.UP);
        assertThat(chat.input()).isEqualTo("ops> /edit in ops");
        chat.alt('2');
        assertThat(chat.input()).isEqualTo("dev> draft of dev");
    }

    @Test
    void whatFollowsARoomKeyIsTypedInThatRoom() {
        chat.begin("ops", "dev");
        chat.type("hello");
        chat.press(KeyName.ENTER);
        chat.alt('2');
        chat.type("x");
        assertThat(chat.input()).isEqualTo("dev> x");
        assertThat(chat.session.calls).contains("publish ops hello");
    }

    @Test
    void aPastedBlockIsFoldedAndSentAsOneMessageOrLineByLine() {
        chat.begin("ops");
        String block = String.join(
                "\n", IntStream.rangeClosed(1, 9).mapToObj(n -> "line " + n).toList());
        chat.press(new TerminalEvent.Pasted(block + "\n"));
        assertThat(chat.input()).isEqualTo("ops> line 1 … 9 lines, 62 bytes");
        chat.press(KeyName.ENTER);
        assertThat(chat.input())
                .isEqualTo("9 lines, 62 bytes · Enter: one message · L: 9 messages, a line each · Esc: edit");
        chat.press(KeyName.ENTER);
        assertThat(chat.session.calls).contains("publish ops " + block);
        assertThat(chat.input()).isEqualTo("ops>");

        chat.press(new TerminalEvent.Pasted("one\n/two\n"));
        chat.press(KeyName.ENTER);
        chat.type("l");
        assertThat(chat.session.calls).containsSubsequence("publish ops one", "publish ops /two");
    }

    @Test
    void aBlockThatIsNotSentCanBeEdited() {
        chat.begin("ops");
        chat.press(new TerminalEvent.Pasted("one\ntwo"));
        chat.press(KeyName.ENTER);
        chat.press(KeyName.ESCAPE);
        chat.type("!");
        assertThat(chat.frame()).endsWith("ops> one", "     two!");
    }

    @Test
    void aPasswordIsAskedInvisibly() {
        chat.begin("ops");
        chat.type("a draft");
        chat.press(TerminalEvent.Key.ctrl('a'));
        chat.type("/join vault ");
        chat.ctrl('c');
        chat.enter("/join vault");
        assertThat(chat.input()).isEqualTo("password of vault:");
        chat.type("ses");
        assertThat(chat.input()).isEqualTo("password of vault: ***");
        chat.type("ame");
        chat.press(KeyName.ENTER);
        assertThat(chat.title()).isEqualTo(" #vault");
        assertThat(chat.frame()).noneMatch(row -> row.contains("sesame"));
    }

    @Test
    void aClickShowsARoomAndTheWheelScrolls() {
        chat.columns = 120;
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, 100).mapToObj(n -> "m" + n).toList());
        chat.begin("ops", "dev");
        chat.press(new TerminalEvent.Mouse(TerminalEvent.Mouse.Kind.CLICK, 2, 3));
        assertThat(chat.title()).isEqualTo(" #dev");
        chat.press(new TerminalEvent.Mouse(TerminalEvent.Mouse.Kind.CLICK, 1, 3));
        chat.frame();
        chat.press(new TerminalEvent.Mouse(TerminalEvent.Mouse.Kind.WHEEL_UP, 10, 50));
        assertThat(chat.frame()).anyMatch(row -> row.contains("earlier messages · PageDown ↓"));
        chat.press(new TerminalEvent.Mouse(TerminalEvent.Mouse.Kind.WHEEL_DOWN, 10, 50));
        assertThat(chat.frame()).noneMatch(row -> row.contains("earlier messages"));
    }

    @Test
    void ctrlKShowsARoomByAFewLetters() {
        chat.begin("ops", "dev", "vault");
        chat.press(KeyName.ESCAPE);
        chat.ctrl('k');
        assertThat(chat.frame()).anyMatch(row -> row.contains("2 dev"));
        chat.type("de");
        chat.press(KeyName.ENTER);
        assertThat(chat.title()).isEqualTo(" #dev");
    }

    @Test
    void aMessageThatWasFoundIsShownAmongThoseAroundIt() {
        chat.session.remember(
                "ops", IntStream.rangeClosed(1, 800).mapToObj(n -> "m" + n).toList());
        chat.begin("dev", "ops");
        chat.session.pages.add(new Search.Page(List.of(hit(300), hit(200)), List.of()));
        chat.enter("/search m");
        assertThat(chat.log()).anyMatch(row -> row.contains("#ops alice  m200"));
        chat.press(KeyName.UP);
        chat.press(KeyName.UP);
        assertThat(chat.log()).anyMatch(row -> row.startsWith("▸ ") && row.endsWith("#ops alice  m200"));
        chat.press(KeyName.ENTER);
        assertThat(chat.title()).startsWith(" #ops");
        assertThat(texts()).contains("m199", "m200", "m201");
        assertThat(chat.log()).anyMatch(row -> row.startsWith("── what was found"));
    }

    private Search.Hit hit(int sequence) {
        Search.Message message = new Search.Message(1, sequence, chat.now, "alice", null, "m" + sequence);
        return new Search.Hit("ops", message, List.of(), List.of(), List.of(new Search.Stretch(0, 1)));
    }

    @Test
    void messagesOnTheirWayAndRefusedOnesAreShown() {
        chat.begin("ops");
        chat.session.answering = false;
        chat.enter("is anybody there?");
        chat.now = chat.now.plusSeconds(2);
        assertThat(chat.log()).last().asString().endsWith("… │ is anybody there?");
        assertThat(chat.status()).contains("1 pending");
        chat.session.lose("the connection was lost");
        assertThat(chat.log())
                .contains(
                        "12:03            ! │ perhaps not sent in ops, the connection was lost; F5 sends",
                        "                   │ is anybody there?");
        assertThat(chat.status()).contains("1 failed");
    }

    @Test
    void clearedLinesComeBackWithPageUp() {
        chat.begin("ops");
        chat.session.says("ops", "alice", "one");
        chat.enter("/clear");
        chat.session.says("ops", "alice", "two");
        assertThat(chat.log()).singleElement().asString().endsWith("│ two");
    }

    @Test
    void ctrlDOnAnEmptyLineLeaves() {
        chat.begin("ops");
        chat.type("x");
        chat.ctrl('d');
        assertThat(chat.quit).isFalse();
        chat.ctrl('c');
        chat.ctrl('d');
        assertThat(chat.quit).isTrue();
    }

    @Test
    void invitationsAndWhatIsTypedInARoomThatKeepsNothingReachNoFile(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("history");
        Files.writeString(file, "1:from before\n");
        FullTrial written = new FullTrial(file, null).begin("ops");
        written.enter("one");
        written.enter("/join dev inv-" + "a".repeat(43));
        written.enter("/create passing --no-history");
        written.enter("never written");
        assertThat(Files.readAllLines(file))
                .containsExactly("1:from before", "1795262580000:one", "1795262580000:/create passing --no-history");
        written.press(KeyName.UP);
        assertThat(written.input()).isEqualTo("passing> /edit never written");
    }
}
