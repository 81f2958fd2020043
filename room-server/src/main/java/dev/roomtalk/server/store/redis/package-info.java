/**
 * The engine that keeps everything in one database of a Redis server, or in a cluster. Only the composition root names
 * it; all others know {@code Engine}. Begin with {@code RedisEngine}, which opens and closes it: {@code RedisRooms}
 * keeps rooms, {@code RedisMessages} their messages, {@code RedisUsers} and {@code RedisAccounts} users.
 *
 * <p><b>The link.</b> {@code RedisLink} sends everything to the master that has its key, in order, and renews the place
 * of this node. {@code Masters} has the connections: to one master, which the {@code Sentinels} name where there are
 * some, or to those of a cluster, by its {@code Topology}. It notices when one is silent, and connects again by
 * itself. Lettuce's own reconnection is off, because it sends again what was underway without
 * asking. A second connection to the same {@code Master} waits for {@code Replicas}: what enough of them have is
 * stored.
 *
 * <p><b>Unknown.</b> When a connection is lost nobody knows what Redis did with the commands underway. Messages are
 * sent again under the same (user, instance, n), and the script says which of them it has ({@code RoomAppends}).
 * Changes of rooms are such that they may be made twice, and are sent again in their order ({@code Changes}). What
 * takes several steps, such as a new user, begins with a reservation that ends by itself ({@code Names}).
 *
 * <p><b>Feeds.</b> What a script appends or changes it publishes too, on one of 64 channels. The {@code Subscriber}
 * keeps a {@code Subscription} to all of them at each master, by heartbeats and by subscribing anew; what it may have
 * missed {@code MissedReads} reads. {@code FeedOrder} puts together what comes from there and from the answers to own
 * appends and proposals.
 *
 * <p><b>Scripts.</b> What touches one room is one script ({@code Script}), whose keys have the room's tag in common:
 * so a cluster has them on one master. Each begins by comparing the master's identity, and the number of the lease,
 * with those that the room was last written under; where they differ it begins a new epoch, because what was numbered
 * may have been lost.
 *
 * <p><b>Moving.</b> {@code RedisMoveSource} and {@code RedisMoveTarget} read and write a database as a whole, over a
 * {@code RedisSession} of their own.
 */
@NullMarked
package dev.roomtalk.server.store.redis;

import org.jspecify.annotations.NullMarked;
