package dev.roomtalk.e2e;

import java.nio.file.Path;

/**
 * Someone with a home directory of their own, where their programs keep tokens and pins.
 *
 * @param name the user's name in rooms
 */
record Person(String name, Path home) {
    Path tokensAndPins() {
        return home.resolve(".config/roomtalk");
    }
}
