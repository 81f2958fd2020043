/**
 * The UDP forwarder: relay loops with their sockets, and the sessions' relay state. The control plane makes sessions
 * through {@code Relay}, the only way in. Begin with {@code RelayLoop}, which puts the parts of a loop together.
 *
 * <p><b>The turn.</b> A loop is one thread that works in turns. A turn begins when the kernel has datagrams, or when
 * another thread has offered a command. {@code Ingress} finds the session of each datagram; {@code SessionRelay} opens
 * it and takes its frames; what is for a room goes on to {@code RoomFrames} below. What a turn wants to send is not
 * sent at once: frames are copied into the {@code Bundle} of each session that they are for, and {@code Egress} notes
 * which bundles have something in them. At the end of the turn each of these is sealed once, whatever number of frames
 * it has, and all datagrams go to the kernel together. So a busy room costs a session one datagram for each turn, and
 * not one for each message.
 *
 * <p>A turn has to be short, because nobody else is served meanwhile. Nothing in it blocks: no disk, no lock, no wait.
 * A fan-out to many sessions is cut into stretches, one for each turn; while it is at work, those that come later wait
 * behind it in {@code FanOuts}, so that a session receives messages in their order. Where too much waits, messages are
 * refused as BUSY before they are numbered.
 */
@NullMarked
package dev.roomtalk.server.relay;

import org.jspecify.annotations.NullMarked;
