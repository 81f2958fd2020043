package dev.roomtalk.chat.terminal;

import dev.roomtalk.chat.screen.HistoryView.Move;
import java.util.function.Consumer;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** The keys while a room's history covers the screen. */
final class PageKeys {
    /** For this long an Esc may be the beginning of another key. */
    static final long ESCAPE_MILLIS = 250;

    private static final int MAX_MOUSE_EVENT = 20;

    private final Terminal terminal;
    private final Consumer<Move> moves;
    private final KeyMap<Binding> map = new KeyMap<>();

    private PageKeys(Terminal terminal, Consumer<Move> moves) {
        this.terminal = terminal;
        this.moves = moves;
    }

    /**
     * @param keys reads the rest of a mouse event
     * @param dropPaste drops a pasted block
     * @param moves receives what the keys mean
     */
    static KeyMap<Binding> map(Terminal terminal, BindingReader keys, Widget dropPaste, Consumer<Move> moves) {
        PageKeys page = new PageKeys(terminal, moves);
        page.bind(Move.LINE_UP, Capability.key_up, "\033[A", "\033OA", "k");
        page.bind(Move.LINE_DOWN, Capability.key_down, "\033[B", "\033OB", "j", "\r", "\n");
        page.bind(Move.PAGE_UP, Capability.key_ppage, "\033[5~", "b");
        page.bind(Move.PAGE_DOWN, Capability.key_npage, "\033[6~", " ");
        page.bind(Move.BEGINNING, Capability.key_home, "\033[H", "\033OH", "\033[1~", "g");
        page.bind(Move.CLOSE, Capability.key_end, "\033[F", "\033OF", "\033[4~", "G", "q", "\033");
        page.bind(Move.CLOSE, Capability.key_exit, KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        page.map.bind((Widget) () -> page.mouse(keys), "\033[<");
        page.map.bind(dropPaste, LineReaderImpl.BRACKETED_PASTE_BEGIN);
        Widget nothing = () -> true;
        page.map.setUnicode(nothing);
        page.map.setNomatch(nothing);
        page.map.setAmbiguousTimeout(ESCAPE_MILLIS);
        return page.map;
    }

    private void bind(Move move, Capability described, String... sequences) {
        Widget widget = () -> {
            moves.accept(move);
            return true;
        };
        bind(terminal, map, widget, described, sequences);
    }

    /** Binds key sequences, and the one that terminfo has for this terminal. */
    static void bind(
            Terminal terminal, KeyMap<Binding> map, Binding binding, Capability described, String... sequences) {
        map.bind(binding, sequences);
        String key = KeyMap.key(terminal, described);
        if (key != null) {
            map.bind(binding, key);
        }
    }

    /** Reads the rest of an xterm's mouse event (mode 1006): {@code button;column;row} and M or m. */
    private boolean mouse(BindingReader keys) {
        StringBuilder event = new StringBuilder();
        int c = keys.readCharacter();
        while (c >= ' ' && c != 'M' && c != 'm' && event.length() < MAX_MOUSE_EVENT) {
            event.append((char) c);
            c = keys.readCharacter();
        }
        if (event.indexOf("64;") == 0) {
            moves.accept(Move.WHEEL_UP);
        } else if (event.indexOf("65;") == 0) {
            moves.accept(Move.WHEEL_DOWN);
        }
        return true;
    }
}
