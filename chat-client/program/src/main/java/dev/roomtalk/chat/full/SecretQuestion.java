package dev.roomtalk.chat.full;

import dev.roomtalk.chat.screen.Input;
import dev.roomtalk.chat.tui.Editor;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question whose answer is not shown. Confined to the UI thread. */
final class SecretQuestion {
    private final String question;
    private final Editor answer = Editor.secret();

    SecretQuestion(String question) {
        this.question = question;
    }

    /** The answer; null while there is none. */
    @Nullable
    Input on(TerminalEvent event) {
        if (event instanceof TerminalEvent.Key(KeyName name, int character, int modifiers)) {
            int control = modifiers == TerminalEvent.Key.CTRL ? character : 0;
            if (name == KeyName.ENTER) {
                return new Input.Secret(answer.text());
            }
            if (name == KeyName.ESCAPE
                    || control == 'c'
                    || (control == 'd' && answer.text().isEmpty())) {
                return new Input.Cancelled();
            }
        }
        answer.on(event instanceof TerminalEvent.Pasted(String text) ? new TerminalEvent.Pasted(text.strip()) : event);
        return null;
    }

    InputView draw(int columns) {
        String asked = Text.cut(question, Math.max(columns * 2 / 3, 1));
        int at = Text.width(asked);
        Editor.Drawn drawn = answer.draw(Math.max(columns - at, 1), 1, Look.PLAIN);
        Line line = Line.builder()
                .add(asked, Look.BOLD)
                .add(drawn.lines().getFirst())
                .build();
        return new InputView(List.of(line), 0, at + drawn.cursorColumn());
    }
}
