/** The entry point of the program {@code chat}; its packages are described in {@code docs/ARCHITECTURE.md}. */
@NullMarked
package dev.roomtalk.chat;

import org.jspecify.annotations.NullMarked;
