package dev.roomtalk.bench.abuse;

/**
 * What bystanders noticed, and what the server holds.
 *
 * @param scenario null: nobody attacked
 * @param wanted deliveries to members, all of them
 * @param unanswered messages whose sender got no receipt
 * @param disconnects connections that members lost
 * @param logins of people who came meanwhile
 * @param loginMillis the median of these
 * @param loginFailures that came to nothing
 * @param heldBefore bytes of live objects of the server, when its members were there
 * @param heldAfter a while after the end
 * @param residentMost the most memory that the process took, in bytes
 * @param steps of the attackers that went as they meant them
 * @param cut steps that the server cut short
 */
record AbuseOutcome(
        @org.jspecify.annotations.Nullable Scenario scenario,
        long wanted,
        long delivered,
        long unanswered,
        long disconnects,
        double p50Millis,
        double p99Millis,
        int logins,
        double loginMillis,
        int loginFailures,
        long heldBefore,
        long heldAfter,
        long residentMost,
        long steps,
        long cut) {
    String name() {
        return scenario == null ? "nobody attacks" : scenario.word();
    }

    boolean lost() {
        return delivered < wanted || unanswered > 0 || disconnects > 0;
    }
}
