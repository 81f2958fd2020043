package dev.roomtalk.server.base;

import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.RefusalReason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Everything that a node counts by the reasons of the protocol. */
// Its lists cannot be changed.
@SuppressWarnings("ImmutableEnumChecker")
public enum Tally {
    REQUESTS_REFUSED("requests.refused", "requests refused", refusals()),
    MESSAGES_REFUSED("messages.refused", "messages refused", refusals()),
    CONNECTIONS_CLOSED("connections.closed", "connections that have ended", ends());

    /**
     * Ends of connections that the protocol has no word for: the client was gone, did not read, or did not speak TLS.
     */
    public static final String GONE = "gone";

    public static final String UNREAD = "unread";
    public static final String NO_TLS = "no_tls";

    private static final String GOODBYE = "goodbye";

    private final String metric;
    private final String meaning;
    private final List<String> reasons;

    Tally(String metric, String meaning, List<String> reasons) {
        this.metric = metric;
        this.meaning = meaning;
        this.reasons = reasons;
    }

    private static List<String> refusals() {
        return Arrays.stream(RefusalReason.values())
                .filter(reason -> reason != RefusalReason.UNRECOGNIZED && reason != RefusalReason.REFUSAL_UNSPECIFIED)
                .map(Tally::word)
                .toList();
    }

    private static List<String> ends() {
        return Stream.concat(
                        Arrays.stream(CloseReason.values())
                                .filter(reason -> reason != CloseReason.UNRECOGNIZED)
                                .map(Tally::word),
                        Stream.of(GONE, UNREAD, NO_TLS))
                .toList();
    }

    /** The label of a reason. */
    public static String word(RefusalReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** The label of the end of a connection; the protocol has no name for the answer to a client's goodbye. */
    public static String word(CloseReason reason) {
        return reason == CloseReason.CLOSE_UNSPECIFIED ? GOODBYE : reason.name().toLowerCase(Locale.ROOT);
    }

    /** Its name among the metrics, in words with dots between. */
    public String metric() {
        return metric;
    }

    public String meaning() {
        return meaning;
    }

    /** Values of the label {@code reason}. */
    public List<String> reasons() {
        return reasons;
    }
}
