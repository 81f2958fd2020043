/**
 * The measurement {@code bench abuse}: what bystanders notice while somebody does what the limits are for, and what the
 * server holds afterwards. Begin with {@link dev.roomtalk.bench.abuse.AbuseTrial}.
 */
@NullMarked
package dev.roomtalk.bench.abuse;

import org.jspecify.annotations.NullMarked;
