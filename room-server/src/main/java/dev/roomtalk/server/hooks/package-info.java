/**
 * Incoming web hooks: which there are, and the HTTP port where programs say something in a room with a hook's token.
 * Begin with {@link dev.roomtalk.server.hooks.HookEndpoint}.
 */
@NullMarked
package dev.roomtalk.server.hooks;

import org.jspecify.annotations.NullMarked;
