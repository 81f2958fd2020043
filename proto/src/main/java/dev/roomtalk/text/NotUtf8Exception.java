package dev.roomtalk.text;

import java.io.IOException;

/** Bytes that should be UTF-8 are not; the message names the place: {@code line 2, byte 5 is not UTF-8}. */
public final class NotUtf8Exception extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param index of the first byte that is wrong, counted from 0 */
    NotUtf8Exception(String within, int index) {
        super(within + "byte " + (index + 1) + " is not UTF-8");
    }
}
