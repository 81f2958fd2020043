/** A message and the label under which the room shows it: who sent it, as the kernel knows them. */
@NullMarked
package dev.roomtalk.bridge.message;

import org.jspecify.annotations.NullMarked;
