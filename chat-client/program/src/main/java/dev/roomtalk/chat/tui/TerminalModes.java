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

    /** Keeps the title of the window, and brings it back. */
    private static final String KEEP_TITLE = "\033[22;0t";

    private static final String OLD_TITLE = "\033[23;0t";

    private final TerminalTraits traits;

    TerminalModes(TerminalTraits traits) {
        this.traits = traits;
    }

    String enter(boolean mouse) {
        return (traits.commands() ? KEEP_TITLE : "") + ENTER + (mouse ? MOUSE : "");
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
