@NullMarked
package dev.roomtalk.bench.path;

import org.jspecify.annotations.NullMarked;
