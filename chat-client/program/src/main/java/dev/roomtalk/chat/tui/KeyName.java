package dev.roomtalk.chat.tui;

/** The keys of a keyboard that are not text. */
public enum KeyName {
    /** A character together with Ctrl or Alt. */
    CHARACTER,
    ENTER,
    TAB,
    BACKSPACE,
    DELETE,
    INSERT,
    ESCAPE,
    UP,
    DOWN,
    LEFT,
    RIGHT,
    HOME,
    END,
    PAGE_UP,
    PAGE_DOWN,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12
}
