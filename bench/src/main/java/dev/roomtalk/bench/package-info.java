/** The load generator. */
@NullMarked
package dev.roomtalk.bench;

import org.jspecify.annotations.NullMarked;
