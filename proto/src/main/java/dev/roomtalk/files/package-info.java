/**
 * How the programs write files that other users of the machine must neither read nor put in the way. For server, client
 * and bridge; knows nothing of the wire.
 */
@NullMarked
package dev.roomtalk.files;

import org.jspecify.annotations.NullMarked;
