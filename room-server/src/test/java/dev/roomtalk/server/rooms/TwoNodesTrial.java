package dev.roomtalk.server.rooms;

import dev.roomtalk.server.rooms.LoneRooms.Guest;
import dev.roomtalk.server.store.KeptEngine;
import java.time.Duration;

/** A room that two nodes have open on one engine: alice is connected to the first one, bob to the second. */
abstract class TwoNodesTrial {
    final KeptEngine engine = new KeptEngine();
    final LoneRooms one;
    final LoneRooms two;
    final RoomRef onOne;
    final RoomRef onTwo;
    final Guest alice;
    final Guest bob;

    /** With the numbers of the nodes; 0: they do not tell each other who is connected. */
    TwoNodesTrial(long first, long second) {
        one = new LoneRooms(engine, first);
        two = new LoneRooms(engine, second);
        onOne = one.make(LoneRooms.wanted("ops"));
        onTwo = two.find("ops");
        alice = one.guest(1, "alice", 100);
        bob = two.guest(2, "bob", 200);
        alice.enter(onOne);
        bob.enter(onTwo);
        settle();
    }

    /** Each node does what the other has given it to do. */
    final void settle() {
        for (int i = 0; i < 3; i++) {
            one.run();
            two.run();
        }
    }

    final void pass(Duration time) {
        one.pass(time);
        two.pass(time);
        settle();
    }
}
