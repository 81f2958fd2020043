package dev.roomtalk.chat.tui;

import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;

/** How a terminal is switched to a full screen, and back. */
final class TerminalModes {
    /** The alternate screen without wrapping at its edge, marks around what is pasted, and reports of the focus. */
    private static final String ENTER = "\033[?1049h\033[?7l\033[?2004h\033[?1004h\033[?25l";

    private static final String LEAVE = "\033[?2026l\033[m\033[r\033[?1004l\033[?2004l\033[?7h\033[?25h\033[?1049l";

    private static final String MOUSE = "\033[?1000h\033[?1006h";
    private static final String NO_MOUSE = "\033[?1006l\033[?1000l";

    private static final String KEEP_TITLE = "\033[22;0t";

    /** A terminal that has not kept the old title has none then, rather than one of a program that has ended. */
    private static final String OLD_TITLE = "\033]2;\007\033[23;0t";

    private final TerminalTraits traits;

    TerminalModes(TerminalTraits traits) {
        this.traits = traits;
    }

    String enter(boolean mouse) {
        return ENTER + (mouse ? MOUSE : "");
    }

    /** Keeps the title of the window for {@link #leave}, which must follow before it is kept again. */
    String keepTitle() {
        return traits.commands() ? KEEP_TITLE : "";
    }

    /** Sets the title of the window; nothing if it is empty, so that the old one stays. */
    String title(String title) {
        return traits.commands() && !title.isEmpty() ? "\033]2;" + title + "\007" : "";
    }

    String leave() {
        return NO_MOUSE + LEAVE + (traits.commands() ? OLD_TITLE : "");
    }

    static String mouse(boolean on) {
        return on ? MOUSE : NO_MOUSE;
    }

    /** Each key arrives at once, and none is a signal. */
    static Attributes raw(Attributes before) {
        Attributes raw = new Attributes(before);
        raw.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO, LocalFlag.IEXTEN, LocalFlag.ISIG), false);
        raw.setInputFlags(EnumSet.of(InputFlag.IXON, InputFlag.ICRNL, InputFlag.INLCR, InputFlag.IGNCR), false);
        raw.setControlChar(ControlChar.VMIN, 1);
        raw.setControlChar(ControlChar.VTIME, 0);
        return raw;
    }
}
