package dev.roomtalk.client.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** A screen that remembers what it was given. */
final class RecordedScreen implements Screen {
    final List<String> lines = new ArrayList<>();
    final List<String> questions = new ArrayList<>();

    @Nullable
    StatusLine status;

    List<String> underway = List.of();
    String prompt = "";
    int cleared;
    int columns = 200;
    boolean coverable = true;
    boolean covered;
    List<String> page = List.of();
    int rows = 24;

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

    String statusText() {
        StatusLine line = status;
        return line == null ? "" : line.render(columns).toString();
    }

    @Override
    public void prompt(AttributedString text) {
        prompt = text.toString();
    }

    @Override
    public void ask(AttributedString question) {
        questions.add(question.toString());
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
    public void read(Completion completion, Consumer<Input> typed) {}

    @Override
    public void leave() {}
}
