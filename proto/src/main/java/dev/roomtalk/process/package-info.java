/** What lies between all programs and the system and the terminal that started them. Knows nothing of the wire. */
@NullMarked
package dev.roomtalk.process;

import org.jspecify.annotations.NullMarked;
