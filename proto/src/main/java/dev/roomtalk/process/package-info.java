/** What all programs tell the system that started them. Knows nothing of the wire. */
@NullMarked
package dev.roomtalk.process;

import org.jspecify.annotations.NullMarked;
