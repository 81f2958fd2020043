package dev.roomtalk.chat.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** A screen that remembers what it was given. */
public final class RecordedScreen implements Screen {
    public final List<String> lines = new ArrayList<>();
    public final List<String> questions = new ArrayList<>();

    @Nullable
    public StatusLine status;

    public List<String> underway = List.of();
    public String prompt = "";
    public int cleared;
    public int columns = 200;
    public boolean coverable = true;
    public boolean covered;
    public List<String> page = List.of();
    public int rows = 24;

    @Override
    public void print(List<AttributedString> printed) {
        printed.forEach(line -> lines.add(line.toString()));
    }

    @Override
    public void underway(List<AttributedString> preview) {
        underway = preview.stream().map(AttributedString::toString).toList();
    }

    @Override
    public void status(StatusLine line) {
        status = line;
    }

    public String statusText() {
        StatusLine line = status;
        return line == null ? "" : line.render(columns).toString();
    }

    @Override
    public void prompt(AttributedString text) {
        prompt = text.toString();
    }

    @Override
    public void ask(String question) {
        questions.add(question);
    }

    @Override
    public void clear() {
        cleared++;
    }

    @Override
    public boolean cover() {
        covered = coverable;
        return coverable;
    }

    @Override
    public void page(List<AttributedString> drawn) {
        page = drawn.stream().map(AttributedString::toString).toList();
    }

    @Override
    public void uncover() {
        covered = false;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void read(Suggestions suggestions, Consumer<Input> typed) {}

    @Override
    public void leave() {}
}
