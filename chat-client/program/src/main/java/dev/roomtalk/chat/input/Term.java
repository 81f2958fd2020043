package dev.roomtalk.chat.input;

import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What follows the name in {@code /ban} and {@code /mute}: options and a duration in any order, and then a reason.
 * Strict, because a duration that is taken for a reason would ban or mute for ever.
 *
 * @param time zero if none was given
 * @param address whether the option {@code --address} was given
 */
record Term(Duration time, String reason, boolean address) {
    /** What may have been meant as a duration. */
    private static final Pattern NUMBER = Pattern.compile("[-+.,~<>]*\\p{N}.*");

    /**
     * Reads a text.
     *
     * @param addressable whether the command has the option {@code --address}
     * @throws IllegalArgumentException with a sentence for the person
     */
    static Term parse(String command, boolean addressable, String text) {
        Duration time = Duration.ZERO;
        boolean address = false;
        String rest = text;
        while (!rest.isEmpty()) {
            String word = rest.split("\\s+", 2)[0];
            String after = rest.substring(word.length()).strip();
            if (word.equals("--for")) {
                rest = after;
                word = rest.split("\\s+", 2)[0];
                after = rest.substring(word.length()).strip();
                time = duration(word, time);
            } else if (word.equals("--address") && addressable) {
                address = true;
            } else if (word.startsWith("--")) {
                throw new IllegalArgumentException(
                        command + " has no option " + word + "; it has --for" + (addressable ? " and --address" : ""));
            } else if (NUMBER.matcher(word).matches()) {
                time = duration(word, time);
            } else {
                return new Term(time, Person.only(rest), address);
            }
            rest = after;
        }
        return new Term(time, "", address);
    }

    private static Duration duration(String word, Duration before) {
        Duration time = TimeSpan.parse(word);
        if (time == null) {
            throw new IllegalArgumentException("'" + word + "' is not a duration; use " + TimeSpan.EXAMPLES
                    + ", and write a reason that begins with a number in \"quotes\"");
        }
        if (!before.isZero()) {
            throw new IllegalArgumentException("two durations are given; give one, and write a reason that begins with"
                    + " a number in \"quotes\"");
        }
        return time;
    }
}
