/**
 * A full screen on a terminal: styled text in cells, what a person types and clicks, and the terminal itself. It knows
 * nothing of chat. A screen is drawn into a {@link dev.roomtalk.chat.tui.Grid}, the {@link
 * dev.roomtalk.chat.tui.Painter} sends what changed, and {@link dev.roomtalk.chat.tui.FullTerminal} owns the terminal
 * and reports {@link dev.roomtalk.chat.tui.TerminalEvent}s; begin there.
 *
 * <p><b>Widths.</b> No two terminals agree how many columns an emoji, a letter with many marks or a letter of an Indic
 * script takes, and none is asked: the answer comes late and mixes with what is typed. So each
 * {@link dev.roomtalk.chat.tui.Cluster} says whether terminals agree about it. Where they do not, the most columns that
 * a known terminal gives it are reserved, the cursor is placed anew behind it, and a row that holds such a cluster is
 * cleared before it changes. A terminal that takes fewer columns leaves a gap; none can shift what stands behind.
 */
@NullMarked
package dev.roomtalk.chat.tui;

import org.jspecify.annotations.NullMarked;
