/**
 * The engine that keeps everything in one SQLite file. Only the composition root names it; all others know
 * {@code Engine}. Begin with {@code SqliteEngine}, which opens and closes it: {@code StoredRooms} keeps rooms,
 * {@code StoredMessages} their messages, and a {@code …Table} is what has the SQL of one table.
 *
 * <p><b>The writer.</b> SQLite takes one writing transaction at a time, and a transaction costs the same whether it has
 * one message or a thousand. So one thread, {@code Writer}, owns the {@code WritingConnection}, and whatever waits for
 * it becomes one transaction, which is answered after its COMMIT. Numbers do not wait for it: each room's
 * {@code Sequencer} gives a message its number at once, under a short lock, answers it outside the lock, and only then
 * hands it to the writer. The order of numbers is the order of the writer's queue, so that what is committed never has
 * a gap that is filled later.
 *
 * <p>A transaction that fails is rolled back, and everything in it is answered as not stored. The next one is tried as
 * if nothing had been. Readers have connections and threads of their own and are never held up by the writer: the
 * write-ahead log gives each of them the state at its beginning.
 */
@NullMarked
package dev.roomtalk.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
