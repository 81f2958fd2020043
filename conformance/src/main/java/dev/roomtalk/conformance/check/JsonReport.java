package dev.roomtalk.conformance.check;

import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints each result as an object of JSON on a line of its own. */
public final class JsonReport implements Report {
    private final PrintStream out;

    public JsonReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void plan(int checks) {
        JsonObject line = new JsonObject();
        line.addProperty("checks", checks);
        out.println(line);
    }

    @Override
    public void result(int number, Check check, Result result, @Nullable String seen) {
        JsonObject line = new JsonObject();
        line.addProperty("number", number);
        line.addProperty("result", result.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        line.addProperty("sentence", check.sentence());
        line.addProperty("section", check.section());
        if (seen != null) {
            line.addProperty("seen", seen);
        }
        out.println(line);
    }

    @Override
    public void bailOut(String why) {
        JsonObject line = new JsonObject();
        line.addProperty("bail_out", why);
        out.println(line);
    }

    @Override
    public void note(String text) {
        JsonObject line = new JsonObject();
        line.addProperty("note", text);
        out.println(line);
    }
}
