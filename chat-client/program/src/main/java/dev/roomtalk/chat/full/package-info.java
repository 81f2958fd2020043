/**
 * The chat on the whole screen of a terminal: title, rooms, log, people, status, and what is being typed. {@link
 * dev.roomtalk.chat.full.FullSurface} is the way in; {@link dev.roomtalk.chat.full.FrameLayout} draws one frame
 * from the state of package {@code session} into cells of package {@code tui}.
 */
@NullMarked
package dev.roomtalk.chat.full;

import org.jspecify.annotations.NullMarked;
