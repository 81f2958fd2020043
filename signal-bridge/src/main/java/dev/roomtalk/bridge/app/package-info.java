/**
 * The commands and their options, and what they start. {@link dev.roomtalk.bridge.app.BridgeProgram} composes the
 * bridge; it is the only place that knows all the other packages.
 */
@NullMarked
package dev.roomtalk.bridge.app;

import org.jspecify.annotations.NullMarked;
