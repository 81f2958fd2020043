package dev.roomtalk.simulation;

import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomState;
import dev.roomtalk.server.store.MessageLog.AppendRequest;
import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomId;

/** A feed of a room on a node, which is held against the truth: in one order, and what the engine has taken. */
final class WatchedFeed implements RoomFeed {
    private final RoomId room;
    private final RoomFeed feed;
    private final Truth truth;
    private final FanOutWatch fanOuts;
    private final String node;
    private long epoch;
    private long sequence;
    private long version;

    WatchedFeed(RoomId room, RoomFeed feed, Truth truth, FanOutWatch fanOuts, String node) {
        this.room = room;
        this.feed = feed;
        this.truth = truth;
        this.fanOuts = fanOuts;
        this.node = node;
    }

    @Override
    public void message(long ofEpoch, long ofSequence, AppendRequest message) {
        if (ofEpoch < epoch || (ofEpoch == epoch && ofSequence <= sequence)) {
            truth.broken("%s was brought %d:%d after %d:%d".formatted(node, ofEpoch, ofSequence, epoch, sequence));
        }
        fanOuts.brings();
        epoch = ofEpoch;
        sequence = ofSequence;
        truth.brought(room, node, ofEpoch, ofSequence, message.text());
        feed.message(ofEpoch, ofSequence, message);
    }

    @Override
    public void changed(long with, RoomChange change) {
        if (with <= version) {
            truth.broken("%s was brought version %d after %d".formatted(node, with, version));
        }
        version = with;
        truth.applied(room, node, with, change);
        feed.changed(with, change);
    }

    @Override
    public void restated(long with, RoomState now) {
        if (with <= version) {
            truth.broken("%s was brought the room as of version %d after %d".formatted(node, with, version));
        }
        version = with;
        feed.restated(with, now);
    }
}
