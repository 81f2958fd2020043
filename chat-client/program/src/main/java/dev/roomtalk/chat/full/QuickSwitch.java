package dev.roomtalk.chat.full;

import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.ChatRooms;
import dev.roomtalk.chat.tui.KeyName;
import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.TerminalEvent;
import dev.roomtalk.chat.tui.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The list of one's rooms that a few typed letters make shorter (Ctrl-K). Confined to the UI thread. */
final class QuickSwitch {
    private final ChatRooms rooms;
    private final StringBuilder typed = new StringBuilder();
    private int chosen;
    private boolean done;

    QuickSwitch(ChatRooms rooms) {
        this.rooms = rooms;
    }

    /** Whether it was left. */
    boolean done() {
        return done;
    }

    private List<ChatRoom> matching() {
        String part = typed.toString().toLowerCase(Locale.ROOT);
        return RoomPane.ordered(rooms).stream()
                .filter(room -> room != rooms.shown())
                .filter(room -> room.name().toLowerCase(Locale.ROOT).contains(part))
                .toList();
    }

    /** The room that was chosen. */
    Optional<ChatRoom> on(TerminalEvent event) {
        List<ChatRoom> matching = matching();
        switch (event) {
            case TerminalEvent.Typed(String text) -> {
                typed.append(text);
                chosen = 0;
            }
            case TerminalEvent.Key(KeyName name, int character, int modifiers) -> {
                int control = modifiers == TerminalEvent.Key.CTRL ? character : 0;
                if (name == KeyName.ENTER) {
                    done = true;
                    return matching.stream()
                            .skip(Math.min(chosen, Math.max(matching.size() - 1, 0)))
                            .findFirst();
                } else if (name == KeyName.ESCAPE || control == 'c' || control == 'k' || control == 'g') {
                    done = true;
                } else if (name == KeyName.DOWN || name == KeyName.TAB || control == 'n') {
                    chosen = matching.isEmpty() ? 0 : (chosen + 1) % matching.size();
                } else if (name == KeyName.UP || control == 'p') {
                    chosen = matching.isEmpty() ? 0 : Math.floorMod(chosen - 1, matching.size());
                } else if (name == KeyName.BACKSPACE && !typed.isEmpty()) {
                    typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
                    chosen = 0;
                }
            }
            default -> {}
        }
        return Optional.empty();
    }

    List<Line> drawRooms(Look look, int columns, int height) {
        List<ChatRoom> matching = matching();
        List<Line> drawn = new ArrayList<>();
        if (height > 1) {
            drawn.add(Line.of("── Enter shows the room · Esc goes back ", Look.DIM));
        }
        int fit = Math.max(height - drawn.size(), 1);
        int first = Math.clamp(chosen - fit + 1, 0, Math.max(matching.size() - fit, 0));
        for (int i = first; i < Math.min(first + fit, matching.size()); i++) {
            Line room = RoomPane.row(rooms, matching.get(i), look, Math.min(columns, 40));
            drawn.add(
                    i == chosen
                            ? Line.builder().add("▸").add(room).build()
                            : Line.builder().add(" ").add(room).build());
        }
        if (matching.isEmpty()) {
            drawn.add(Line.of("  none of your other rooms has that in its name", Look.PLAIN));
        }
        return drawn;
    }

    InputView drawInput() {
        String prompt = "room: ";
        return new InputView(
                List.of(Line.builder()
                        .add(prompt, Look.BOLD)
                        .add(typed.toString())
                        .build()),
                0,
                prompt.length() + Text.width(typed.toString()));
    }
}
