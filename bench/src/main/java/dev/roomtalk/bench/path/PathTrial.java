package dev.roomtalk.bench.path;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.proxy.LossyPath;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import java.io.IOException;

/**
 * One sender and several members, each with the client library as people use it, at the far end of a lossy path. The
 * sender has a path of its own, so that its datagrams can be counted apart.
 */
public final class PathTrial {
    private static final String SENDERS_END = "127.0.0.2";
    private static final String MEMBERS_END = "127.0.0.3";

    private final Access server;
    private final TalkLoad load;
    private final double loss;
    private final String room;

    /**
     * @param loss each way, in percent
     * @param name distinguishes users and room from those of other trials
     */
    public PathTrial(Access server, TalkLoad load, double loss, String name) {
        this.server = server;
        this.load = load;
        this.loss = loss;
        this.room = "path-" + name;
    }

    public PathOutcome run() {
        try (LossyPath sendersPath = open(SENDERS_END, load.seed());
                LossyPath membersPath = open(MEMBERS_END, ~load.seed());
                Talk talk = new Talk(server, load, room)) {
            talk.gather(sendersPath.address(), membersPath.address());
            long unanswered = talk.say(() -> {});
            return new PathOutcome(
                    load,
                    loss,
                    talk.heard(),
                    talk.senderHeard().transportChanges(),
                    unanswered,
                    sendersPath.up(),
                    membersPath.up(),
                    membersPath.down());
        } catch (IOException e) {
            throw Failure.unexpected("cannot open a path to the server: " + e.getMessage());
        }
    }

    private LossyPath open(String host, long seed) throws IOException {
        return LossyPath.open(host, server.address().getPort(), load.delay(), loss / 100, seed);
    }
}
