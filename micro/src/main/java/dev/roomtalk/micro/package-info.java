/**
 * What single steps of a message's way through the server cost, in time and in garbage, measured with JMH. Begin at
 * {@link dev.roomtalk.micro.Micro}. Benchmarks of what a package of the server keeps to itself stand in a package of
 * that name.
 */
@NullMarked
package dev.roomtalk.micro;

import org.jspecify.annotations.NullMarked;
