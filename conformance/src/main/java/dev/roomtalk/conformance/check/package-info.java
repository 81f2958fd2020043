/**
 * What a check is, how checks are run one after another, and how their results are printed. Begin with {@link
 * dev.roomtalk.conformance.check.Check}.
 */
@NullMarked
package dev.roomtalk.conformance.check;

import org.jspecify.annotations.NullMarked;
