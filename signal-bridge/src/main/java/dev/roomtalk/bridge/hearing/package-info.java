/**
 * Who sent what: the senders, their turns, and the first bits that were lost.
 *
 * <p>The kernel keeps at most one pending signal of each number for a process. Two senders that send SIGUSR1 before the
 * bridge reads are heard as one; which of them is lost, nobody is told. Three rules follow, and each has a class:
 *
 * <ul>
 *   <li>A sender whose answer is withheld sends nothing. So of the senders that wait for answers one at a time has the
 *       turn ({@link dev.roomtalk.bridge.hearing.Turns}), and only the first bit of a newcomer can still merge.
 *   <li>A first bit that was lost has no sender. The process is found because it sleeps and has the pid of the bridge
 *       among its arguments ({@link dev.roomtalk.bridge.hearing.LostFirstBits}); its first bit is one of those that
 *       came meanwhile, so each reading becomes two.
 *   <li>The kernel hands out the lower number first, not the older signal. Where SIGUSR1 and SIGUSR2 of one process
 *       were pending together, their order is unknown, and the message is rejected whole
 *       ({@link dev.roomtalk.bridge.hearing.Sender}).
 * </ul>
 *
 * <p>{@link dev.roomtalk.bridge.hearing.Senders} is the entrance: it is told of signals, of ends of processes and of
 * the time, by one thread. It knows no descriptor, no clock and no room. Begin there.
 */
@NullMarked
package dev.roomtalk.bridge.hearing;

import org.jspecify.annotations.NullMarked;
