package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.dialect.Reading;
import dev.roomtalk.bridge.dialect.Recogniser;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Shows every signal, bit, byte and message with its time, in seconds since the start:
 *
 * <pre>
 *    0.000000    4711 took USR1        M2: 0, bit 1 of byte 1
 *    0.004731    4711 sent USR1
 * </pre>
 */
public final class PrintedTrace implements Trace {
    private final Consumer<String> lines;
    private final long start;

    public PrintedTrace(Consumer<String> lines, long start) {
        this.lines = lines;
        this.start = start;
    }

    @Override
    public void took(Sender sender, Signal signal, long now) {
        Reading leading = sender.recogniser().leading();
        if (leading == null || !sender.midMessage()) {
            line(sender, now, "took " + signal);
            return;
        }
        String meaning =
                "%s: %d".formatted(leading.dialect().name(), leading.dialect().isOne(signal) ? 1 : 0);
        if (leading.lastByte() >= 0) {
            meaning += ", byte %d is 0x%02X%s"
                    .formatted(leading.length(), leading.lastByte(), character(leading.lastByte()));
        } else if (leading.bit() > 0) {
            meaning += ", bit %d of byte %d".formatted(leading.bit(), leading.length() + 1);
        } else {
            meaning += ", before the text";
        }
        line(sender, now, "took %s        %s".formatted(signal, meaning));
    }

    @Override
    public void sent(Sender sender, Signal signal, boolean repeated, long now) {
        line(sender, now, "sent " + signal + (repeated ? " again" : ""));
    }

    @Override
    public void led(Sender sender, List<Recogniser.Step> steps, long now) {
        for (Recogniser.Step step : steps) {
            switch (step) {
                case Recogniser.Text text -> line(sender, now, "message: " + VisibleText.line(text.text()));
                case Recogniser.Rejected rejected -> line(sender, now, "message rejected: " + rejected.why());
            }
        }
    }

    @Override
    public void ended(Sender sender, long now) {
        line(sender, now, "has ended");
    }

    private void line(Sender sender, long now, String what) {
        lines.accept(String.format(Locale.ROOT, "%11.6f %7d %s", (now - start) / 1e9, sender.pid(), what));
    }

    private static String character(int value) {
        return value > ' ' && value < 0x7F ? " '" + (char) value + "'" : "";
    }
}
