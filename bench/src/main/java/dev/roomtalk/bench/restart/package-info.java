/** What clients notice when their server is restarted. */
@NullMarked
package dev.roomtalk.bench.restart;

import org.jspecify.annotations.NullMarked;
