package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.screen.TypedLine;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/** The parts of a {@link TypedLine} that JLine asks for. */
record ParsedTypedLine(TypedLine typed) implements CompletingParsedLine {
    @Override
    public String word() {
        return typed.word();
    }

    @Override
    public int wordCursor() {
        return typed.wordCursor();
    }

    @Override
    public int wordIndex() {
        return typed.wordIndex();
    }

    @Override
    public List<String> words() {
        return typed.words();
    }

    @Override
    public String line() {
        return typed.line();
    }

    @Override
    public int cursor() {
        return typed.cursor();
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return typed.wordCursor();
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}
