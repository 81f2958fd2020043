/** The programs as an operator runs them: in containers made from the image that {@code bin/image} builds. */
@NullMarked
package dev.roomtalk.e2e.containers;

import org.jspecify.annotations.NullMarked;
