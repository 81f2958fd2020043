/** The transfers of files: each on a thread of its own, with a connection that blocks. */
@NullMarked
package dev.roomtalk.client.internal.files;

import org.jspecify.annotations.NullMarked;
