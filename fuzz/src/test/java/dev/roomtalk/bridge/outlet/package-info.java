/** Fuzzing of the bridge's ledger. */
@NullMarked
package dev.roomtalk.bridge.outlet;

import org.jspecify.annotations.NullMarked;
