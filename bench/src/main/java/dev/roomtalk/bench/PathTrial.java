package dev.roomtalk.bench;

import dev.roomtalk.bench.path.LossyPath;
import java.io.IOException;

/**
 * One sender and several members, each with the client library as people use it, at the far end of a lossy path. The sender has
 * a path of its own, so that its datagrams can be counted apart.
 */
final class PathTrial {
    private static final String SENDERS_END = "127.0.0.2";
    private static final String MEMBERS_END = "127.0.0.3";

    private final Access server;
    private final PathLoad load;
    private final double loss;
    private final String room;

    /**
     * @param loss each way, in percent
     * @param name distinguishes users and room from those of other trials
     */
    PathTrial(Access server, PathLoad load, double loss, String name) {
        this.server = server;
        this.load = load;
        this.loss = loss;
        this.room = "path-" + name;
    }

    PathOutcome run() {
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
            throw new Failure(Failure.UNEXPECTED, "cannot open a path to the server: " + e.getMessage());
        }
    }

    private LossyPath open(String host, long seed) throws IOException {
        return LossyPath.open(host, server.address().getPort(), load.delay(), loss / 100, seed);
    }
}
