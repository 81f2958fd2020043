/**
 * The files of rooms: what is known of each, where their content is kept, how much of it there may be, and when it
 * goes. {@link dev.roomtalk.server.files.SharedFiles} is where to begin; {@link dev.roomtalk.server.files.BlobStore}
 * is where another kind of store is put in. The control plane alone calls it.
 */
@NullMarked
package dev.roomtalk.server.files;

import org.jspecify.annotations.NullMarked;
