/**
 * What every part of the bridge uses: counters, the lines for the operator, deadlines, and the directory of what is
 * kept. It knows no other package of the bridge.
 */
@NullMarked
package dev.roomtalk.bridge.base;

import org.jspecify.annotations.NullMarked;
