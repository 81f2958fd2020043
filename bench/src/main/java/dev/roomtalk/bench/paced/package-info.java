/**
 * How many texts of paced Minitalk clients are received whole: by a C server of their kind, and by the signal bridge.
 */
@NullMarked
package dev.roomtalk.bench.paced;

import org.jspecify.annotations.NullMarked;
