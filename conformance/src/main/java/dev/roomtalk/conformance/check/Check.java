package dev.roomtalk.conformance.check;

/**
 * One sentence of PROTOCOL.md that can be tested.
 *
 * @param sentence what must hold, in words of the page
 * @param section the heading of the page under which it stands
 * @param body throws a {@link Finding} if it does not hold
 */
public record Check(String sentence, String section, Body body) {
    /** What a check does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }
}
