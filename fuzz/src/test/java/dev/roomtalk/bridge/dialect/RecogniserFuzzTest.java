package dev.roomtalk.bridge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.bridge.kernel.Signal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever signals come: nothing is shown that nobody can have said with them, in any dialect. Of a sender whose
 * signals may have merged with those of another one this cannot be said, and only that nothing fails.
 */
class RecogniserFuzzTest {
    /** Steps from here on are no signals. */
    private static final int SPECIAL = 240;

    private static final int MAX_STEPS = 3_000;

    private final Recogniser recogniser = new Recogniser(Dialect.ALL, 400);
    private final List<Signal> received = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean doubted;

    static Stream<byte[]> seeds() {
        return Stream.concat(
                Dialect.ALL.stream().map(dialect -> said(dialect, "Hi you!", List.of(240))),
                Stream.of(
                        said(Dialect.M2, "one", List.of(242, 240)),
                        said(Dialect.L1, "two", List.of(245, 247, 241, 248)),
                        said(Dialect.M1, "\u00e9\ud83c\udf89", List.of(250, 243, 240, 251))));
    }

    /** Eight signals are a byte: the highest bit first, and a set one is SIGUSR2. */
    private static byte[] said(Dialect dialect, String text, List<Integer> specials) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (Signal signal : dialect.signals(text.getBytes(StandardCharsets.UTF_8))) {
            input.write(signal == Signal.USR2 ? 1 : 0);
        }
        specials.forEach(input::write);
        return input.toByteArray();
    }

    @MethodSource("seeds")
    @FuzzTest
    void nothingIsShownThatWasNotSaid(byte[] input) {
        for (int i = 0; i < Math.min(input.length, MAX_STEPS); i++) {
            int step = Byte.toUnsignedInt(input[i]);
            if (step < SPECIAL) {
                Signal signal = (step & 1) == 1 ? Signal.USR2 : Signal.USR1;
                received.add(signal);
                take(recogniser.accept(signal));
            } else {
                special(step - SPECIAL);
            }
            assertThat(recogniser.signals()).isLessThanOrEqualTo(received.size() + 16L * MAX_STEPS);
        }
        take(recogniser.onEnd(false));
    }

    private void special(int kind) {
        switch (kind) {
            case 0 -> take(recogniser.onEnd(false));
            case 1 -> take(recogniser.onEnd(true));
            case 2 -> recogniser.paced(false);
            case 3 -> recogniser.paced(true);
            case 4 -> recogniser.doubtOrder();
            case 5 -> doubt(true);
            case 6 -> doubt(false);
            case 7 -> recogniser.damaged();
            case 8 -> recogniser.mayBeginHere();
            case 9 -> {
                recogniser.reset();
                assertThat(recogniser.midMessage()).isFalse();
            }
            case 10 -> recogniser.remember(Dialect.L1);
            case 11 -> recogniser.remember(Dialect.named("M1-greeting-length32"));
            default -> {
                assertThat(recogniser.ended()).isIn(recogniser.complete(), false);
                assertThat(recogniser.leading() == null).isIn(recogniser.hopeless(), false);
            }
        }
    }

    private void doubt(boolean orNothing) {
        doubted = true;
        recogniser.doubt(Set.of(Signal.USR1), orNothing);
    }

    private void take(List<Recogniser.Step> steps) {
        for (Recogniser.Step step : steps) {
            if (step instanceof Recogniser.Text(String text)) {
                told.add(text);
                assertThat(text).doesNotContain("\0");
                assertThat(doubted || isSayable(text))
                        .as("'%s' of %s", text, received)
                        .isTrue();
            }
        }
    }

    /** A client of some dialect says this with some of these signals, one behind the other. */
    private boolean isSayable(String text) {
        for (Dialect dialect : Dialect.ALL) {
            boolean counts = dialect.ending() == Ending.LENGTH;
            if (isSaid(dialect, text) || (counts && isSaid(dialect, text + "\0"))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSaid(Dialect dialect, String text) {
        List<Signal> signals = dialect.signals(text.getBytes(StandardCharsets.UTF_8));
        return Collections.indexOfSubList(received, signals.subList(dialect.greeting(), signals.size())) >= 0;
    }
}
