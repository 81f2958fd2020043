/** How fast a file goes from one member to another, beside scp, and what the others notice of many. */
@NullMarked
package dev.roomtalk.bench.files;

import org.jspecify.annotations.NullMarked;
