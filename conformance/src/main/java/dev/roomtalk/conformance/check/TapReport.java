package dev.roomtalk.conformance.check;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Prints results as the Test Anything Protocol has them (testanything.org, version 14), a line for each. */
public final class TapReport implements Report {
    private final PrintStream out;

    public TapReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void plan(int checks) {
        out.println("1.." + checks);
    }

    @Override
    public void result(int number, Check check, Result result, @Nullable String seen) {
        String line = " " + number + " - " + line(check.sentence()) + " (PROTOCOL.md, " + check.section() + ")";
        out.println(
                switch (result) {
                    case OK -> "ok" + line;
                    case NOT_OK -> "not ok" + line + "; seen: " + line(String.valueOf(seen));
                    case SKIPPED -> "ok" + line + " # SKIP " + line(String.valueOf(seen));
                });
    }

    /** A number sign would begin a directive, and what a peer sent may have line breaks. */
    private static String line(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c)
                .forEach(c -> line.append(c == '#' ? "\\#" : Character.toString(c)));
        return line.toString();
    }

    @Override
    public void bailOut(String why) {
        out.println("Bail out! " + line(why));
    }

    @Override
    public void note(String line) {
        out.println("# " + line);
    }
}
