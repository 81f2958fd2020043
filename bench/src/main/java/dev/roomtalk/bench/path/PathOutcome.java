package dev.roomtalk.bench.path;

import dev.roomtalk.bench.proxy.DatagramCounts;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.bench.talk.TalkMember;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one run of {@code bench path} found.
 *
 * @param loss each way, in percent
 * @param heard what each member received
 * @param senderChanges changes of the sender's transport
 * @param unanswered messages whose sender got no receipt
 * @param senderUp the sender's datagrams
 * @param membersUp all members' datagrams
 * @param membersDown datagrams to all members
 */
public record PathOutcome(
        TalkLoad load,
        double loss,
        List<TalkMember.Heard> heard,
        long senderChanges,
        long unanswered,
        DatagramCounts senderUp,
        DatagramCounts membersUp,
        DatagramCounts membersDown) {

    public PathOutcome {
        heard = List.copyOf(heard);
    }

    long wanted() {
        return (long) load.allMessages() * heard.size();
    }

    long delivered() {
        return heard.stream().mapToLong(TalkMember.Heard::delivered).sum();
    }

    long duplicated() {
        return heard.stream().mapToLong(TalkMember.Heard::duplicated).sum();
    }

    long outOfOrder() {
        return heard.stream().mapToLong(TalkMember.Heard::outOfOrder).sum();
    }

    long announced() {
        return heard.stream().mapToLong(TalkMember.Heard::announced).sum();
    }

    long transportChanges() {
        return senderChanges
                + heard.stream().mapToLong(TalkMember.Heard::transportChanges).sum();
    }

    long disconnects() {
        return heard.stream().mapToLong(TalkMember.Heard::disconnects).sum();
    }

    /** At this percentile, over all members. */
    double millis(double percentile) {
        Histogram all = new Histogram(TalkMember.LONGEST_MICROS, 3);
        heard.forEach(one -> all.add(one.latencies()));
        return all.getValueAtPercentile(percentile) / 1000.0;
    }

    /** What did not go as it must, a sentence each; none: everything arrived at everyone, in order, once. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        String when = "at %s %% loss: ".formatted(PathReport.number(loss));
        if (delivered() < wanted()) {
            faults.add(when + "%,d of %,d deliveries are missing".formatted(wanted() - delivered(), wanted()));
        }
        if (duplicated() > 0) {
            faults.add(when + "%,d messages were shown twice".formatted(duplicated()));
        }
        if (outOfOrder() > 0) {
            faults.add(when + "%,d messages were shown after a later one".formatted(outOfOrder()));
        }
        if (unanswered > 0) {
            faults.add(when + "%,d messages got no receipt".formatted(unanswered));
        }
        return faults;
    }
}
