@NullMarked
package dev.roomtalk.conformance;

import org.jspecify.annotations.NullMarked;
