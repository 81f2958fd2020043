package dev.roomtalk.bench.flood;

import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.bench.talk.TalkMember;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What members received while a port was flooded, the server's or an idle one.
 *
 * @param unanswered messages whose sender got no receipt
 * @param residentBefore the server's memory, in bytes, when its members were there
 * @param residentMost the most that it was while they talked
 * @param arrived datagrams that the server has read in that time, those of its members too
 */
record FloodOutcome(
        TalkLoad talk,
        List<TalkMember.Heard> heard,
        long unanswered,
        long disconnects,
        Flood.Counts flood,
        long residentBefore,
        long residentMost,
        long arrived) {
    FloodOutcome {
        heard = List.copyOf(heard);
    }

    long wanted() {
        return (long) talk.allMessages() * heard.size();
    }

    long delivered() {
        return heard.stream().mapToLong(TalkMember.Heard::delivered).sum();
    }

    long transportChanges() {
        return heard.stream().mapToLong(TalkMember.Heard::transportChanges).sum();
    }

    long grown() {
        return residentMost - residentBefore;
    }

    double millis(double percentile) {
        Histogram all = new Histogram(TalkMember.LONGEST_MICROS, 3);
        heard.forEach(one -> all.add(one.latencies()));
        return all.getValueAtPercentile(percentile) / 1000.0;
    }
}
