package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.TerminalEvent.Focus;
import dev.roomtalk.chat.tui.TerminalEvent.Mouse;
import dev.roomtalk.chat.tui.TerminalEvent.PasteRefused;
import dev.roomtalk.chat.tui.TerminalEvent.Pasted;
import dev.roomtalk.chat.tui.TerminalEvent.Typed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecoderTest {
    private static final Map<String, TerminalEvent> KEYS = Map.ofEntries(
            Map.entry("\r", TerminalEvent.Key.of(KeyName.ENTER)),
            Map.entry("\n", TerminalEvent.Key.ctrl('j')),
            Map.entry("\t", TerminalEvent.Key.of(KeyName.TAB)),
            Map.entry("\177", TerminalEvent.Key.of(KeyName.BACKSPACE)),
            Map.entry("\0", TerminalEvent.Key.ctrl(' ')),
            Map.entry("\3", TerminalEvent.Key.ctrl('c')),
            Map.entry("\32", TerminalEvent.Key.ctrl('z')),
            Map.entry("\37", TerminalEvent.Key.ctrl('_')),
            Map.entry("\033a", TerminalEvent.Key.alt('a')),
            Map.entry("\0331", TerminalEvent.Key.alt('1')),
            Map.entry("\033\r", TerminalEvent.Key.of(KeyName.ENTER, TerminalEvent.Key.ALT)),
            Map.entry("\033\177", TerminalEvent.Key.of(KeyName.BACKSPACE, TerminalEvent.Key.ALT)),
            Map.entry("\033é", TerminalEvent.Key.alt('é')),
            Map.entry("\033[A", TerminalEvent.Key.of(KeyName.UP)),
            Map.entry("\033OA", TerminalEvent.Key.of(KeyName.UP)),
            Map.entry("\033[1;5D", TerminalEvent.Key.of(KeyName.LEFT, TerminalEvent.Key.CTRL)),
            Map.entry("\033[1;3C", TerminalEvent.Key.of(KeyName.RIGHT, TerminalEvent.Key.ALT)),
            Map.entry("\033\033[D", TerminalEvent.Key.of(KeyName.LEFT, TerminalEvent.Key.ALT)),
            Map.entry("\033[H", TerminalEvent.Key.of(KeyName.HOME)),
            Map.entry("\033[4~", TerminalEvent.Key.of(KeyName.END)),
            Map.entry("\033[5~", TerminalEvent.Key.of(KeyName.PAGE_UP)),
            Map.entry("\033[6;5~", TerminalEvent.Key.of(KeyName.PAGE_DOWN, TerminalEvent.Key.CTRL)),
            Map.entry("\033[3~", TerminalEvent.Key.of(KeyName.DELETE)),
            Map.entry("\033OP", TerminalEvent.Key.of(KeyName.F1)),
            Map.entry("\033OR", TerminalEvent.Key.of(KeyName.F3)),
            Map.entry("\033[[C", TerminalEvent.Key.of(KeyName.F3)),
            Map.entry("\033[15~", TerminalEvent.Key.of(KeyName.F5)),
            Map.entry("\033[24~", TerminalEvent.Key.of(KeyName.F12)),
            Map.entry("\033[Z", TerminalEvent.Key.of(KeyName.TAB, TerminalEvent.Key.SHIFT)),
            Map.entry("\033[13;2u", TerminalEvent.Key.of(KeyName.ENTER, TerminalEvent.Key.SHIFT)),
            Map.entry("\033[27;5;107~", TerminalEvent.Key.ctrl('k')),
            Map.entry("\033[107;5u", TerminalEvent.Key.ctrl('k')),
            Map.entry("\033[I", new Focus(true)),
            Map.entry("\033[O", new Focus(false)),
            Map.entry("\033[<0;12;3M", new Mouse(Mouse.Kind.CLICK, 2, 11)),
            Map.entry("\033[<64;1;1M", new Mouse(Mouse.Kind.WHEEL_UP, 0, 0)),
            Map.entry("\033[<65;1;1M", new Mouse(Mouse.Kind.WHEEL_DOWN, 0, 0)),
            Map.entry("é", new Typed("é")),
            Map.entry("中", new Typed("中")),
            Map.entry("😀", new Typed("😀")),
            Map.entry("\033[200~a\rb\r\nc\033[201~", new Pasted("a\nb\nc")),
            Map.entry("\033]11;rgb:1a1a/0000/ffff\033\\", new TerminalEvent.Background(26, 0, 255)),
            Map.entry("\033]11;rgb:ff/80/00\007", new TerminalEvent.Background(255, 128, 0)));

    private final List<TerminalEvent> events = new ArrayList<>();
    private final Decoder decoder = new Decoder(events::add);
    private long now;

    @Test
    void keysAreDecodedHoweverTheyAreCut() {
        KEYS.forEach((sent, key) -> {
            byte[] bytes = sent.getBytes(StandardCharsets.UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                events.clear();
                feed(Arrays.copyOfRange(bytes, 0, cut));
                feed(Arrays.copyOfRange(bytes, cut, bytes.length));
                pass(5000);
                assertThat(events)
                        .as("%s cut at %d", sent.replace('\033', '␛'), cut)
                        .containsExactly(key);
            }
        });
    }

    @Test
    void anyMixtureIsTheSameHoweverItIsCut() {
        List<String> sequences = new ArrayList<>(KEYS.keySet());
        sequences.sort(null);
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            StringBuilder sent = new StringBuilder();
            List<TerminalEvent> expected = new ArrayList<>();
            StringBuilder typed = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String sequence = sequences.get(random.nextInt(sequences.size()));
                sent.append(sequence);
                TerminalEvent event = KEYS.get(sequence);
                if (event instanceof Typed(String text)) {
                    typed.append(text);
                } else {
                    addTyped(typed, expected);
                    expected.add(event);
                }
            }
            addTyped(typed, expected);
            events.clear();
            byte[] bytes = sent.toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; ) {
                int end = Math.min(bytes.length, i + 1 + random.nextInt(12));
                feed(Arrays.copyOfRange(bytes, i, end));
                i = end;
            }
            pass(5000);
            assertThat(joined()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static void addTyped(StringBuilder typed, List<TerminalEvent> events) {
        if (!typed.isEmpty()) {
            events.add(new Typed(typed.toString()));
            typed.setLength(0);
        }
    }

    /** The events, with texts that were typed one after the other as one. */
    private List<TerminalEvent> joined() {
        List<TerminalEvent> joined = new ArrayList<>();
        StringBuilder typed = new StringBuilder();
        for (TerminalEvent event : events) {
            if (event instanceof Typed(String text)) {
                typed.append(text);
            } else {
                addTyped(typed, joined);
                joined.add(event);
            }
        }
        addTyped(typed, joined);
        return joined;
    }

    /** Whatever a terminal answers late is no key, however it is cut, and the next key is one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033[?64;1;2;6;22c",
                "\033[>1;4000;29c",
                "\033[12;40R",
                "\033[?12;40R",
                "\033[0n",
                "\033[?2026;2$y",
                "\033[?1u",
                "\033[8;24;80t",
                "\033[4;600;800t",
                "\033]10;rgb:ffff/ffff/ffff\033\\",
                "\033]4;1;rgb:cd/00/00\007",
                "\033]52;c;aGVsbG8=\033\\",
                "\033P>|XTerm(379)\033\\",
                "\033P1+r544e=787465726d\033\\",
                "\033P1$r0m\033\\",
                "\033_Gi=31;OK\033\\",
                "\033[M !!",
                "\033[<35;10;10M",
                "\033[<0;12;3m"
            })
    void lateRepliesAreNoKeys(String reply) {
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            for (long pause : List.of(0L, Decoder.ESCAPE_MILLIS / 2, Decoder.SEQUENCE_MILLIS / 2)) {
                events.clear();
                feed(Arrays.copyOfRange(bytes, 0, cut));
                pass(pause);
                feed(Arrays.copyOfRange(bytes, cut, bytes.length));
                pass(pause);
                feed("x".getBytes(StandardCharsets.UTF_8));
                List<TerminalEvent> expected = new ArrayList<>(List.of(new Typed("x")));
                boolean escape = cut == 1 && pause >= Decoder.ESCAPE_MILLIS;
                if (escape) {
                    assertThat(events).first().isEqualTo(TerminalEvent.Key.of(KeyName.ESCAPE));
                    events.removeFirst();
                }
                if (!escape || bytes[1] == '[' || bytes[1] == ']') {
                    assertThat(events).as("cut at %d, pause %d", cut, pause).isEqualTo(expected);
                }
                pass(5000);
            }
        }
    }

    @Test
    void escapeIsAKeyWhenNothingFollows() {
        feed("\033");
        assertThat(events).isEmpty();
        pass(Decoder.ESCAPE_MILLIS - 1);
        assertThat(events).isEmpty();
        pass(1);
        assertThat(events).containsExactly(TerminalEvent.Key.of(KeyName.ESCAPE));
        assertThat(decoder.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aBracketAfterEscapeIsTyped() {
        feed("\033");
        pass(Decoder.ESCAPE_MILLIS);
        feed("[");
        pass(Decoder.ESCAPE_MILLIS);
        feed("x");
        assertThat(joined()).containsExactly(TerminalEvent.Key.of(KeyName.ESCAPE), new Typed("[x"));
    }

    @Test
    void altAndABracketDoNotLockTheKeys() {
        for (String key : List.of("[", "]", "O", "P")) {
            events.clear();
            feed("\033" + key);
            pass(5000);
            feed("hello");
            assertThat(events).containsExactly(TerminalEvent.Key.alt(key.charAt(0)), new Typed("hello"));
        }
        events.clear();
        feed("\033]hello");
        assertThat(events).containsExactly(TerminalEvent.Key.alt(']'), new Typed("hello"));
    }

    @Test
    void aReplyWithoutAnEndLetsTheKeysGo() {
        feed("\033]11;rgb:00");
        for (int i = 0; i < 30; i++) {
            pass(100);
            feed("a");
        }
        assertThat(joined()).hasSize(1).first().isInstanceOf(Typed.class);
        assertThat(((Typed) joined().getFirst()).text().length()).isGreaterThan(15);
    }

    @Test
    void aMegabyteIsPastedAtOnce() {
        String block = "line of text é\n".repeat(Decoder.MAX_PASTE_BYTES / 16);
        byte[] bytes = ("\033[200~" + block + "\033[201~x").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += 4095) {
            feed(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + 4095)));
        }
        assertThat(events).containsExactly(new Pasted(block), new Typed("x"));
    }

    @Test
    void aLongerBlockIsRefusedWhileItIsRead() {
        byte[] part = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        feed("\033[200~");
        for (int i = 0; i < 50; i++) {
            feed(part);
        }
        feed("\033[201~y");
        assertThat(events).containsExactly(new PasteRefused(5_000_000), new Typed("y"));
    }

    @Test
    void exactlyAsMuchAsIsTakenIsTaken() {
        String block = "x".repeat(Decoder.MAX_PASTE_BYTES);
        feed("\033[200~" + block + "\033[201~");
        feed("\033[200~" + block + "y\033[201~");
        assertThat(events).containsExactly(new Pasted(block), new PasteRefused(block.length() + 1));
    }

    @Test
    void aBlockWithoutAnEndLetsTheKeysGoAfterASecondAlsoWhileSomebodyTypes() {
        feed("\033[200~a block without an end");
        for (int i = 0; i < 30; i++) {
            pass(100);
            feed("k");
        }
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        Pasted.class, pasted -> assertThat(pasted.text()).startsWith("a block without an end"));
        assertThat(joined()).hasSize(2).last().isInstanceOf(Typed.class);
    }

    @Test
    void theRestOfABlockThatWasSlowIsNotTyped() {
        feed("\033[200~the first part\r");
        pass(1500);
        feed("the second part\r");
        feed("\033[201~x");
        assertThat(events)
                .containsExactly(new Pasted("the first part\n"), new Pasted("the second part\n"), new Typed("x"));
    }

    @Test
    void brokenTextIsReplaced() {
        feed(new byte[] {(byte) 0xFF, 'a', (byte) 0xC3, 'b', (byte) 0xED, (byte) 0xA0, (byte) 0x80, (byte) 0xE2});
        pass(5000);
        assertThat(joined()).containsExactly(new Typed("\uFFFDa\uFFFDb\uFFFD\uFFFD"));
    }

    @Test
    void noBytesBreakIt() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                String likely = "\033\033[[]OP?<>;:~$M0123456789Ru\r\007\\";
                bytes[i] = (byte)
                        (random.nextBoolean() ? likely.charAt(random.nextInt(likely.length())) : random.nextInt());
            }
            feed(bytes);
            pass(random.nextInt(300));
        }
        pass(20_000);
        events.clear();
        feed("ok");
        assertThat(events).containsExactly(new Typed("ok"));
    }

    private void feed(String text) {
        feed(text.getBytes(StandardCharsets.UTF_8));
    }

    private void feed(byte[] bytes) {
        decoder.feed(bytes, bytes.length, now);
    }

    /** As the keyboard's thread does: what is due is done when it is. */
    private void pass(long millis) {
        long until = now + millis;
        while (decoder.deadline() <= until) {
            now = Math.max(now, decoder.deadline());
            decoder.expire(now);
        }
        now = until;
    }
}
