package dev.roomtalk.bridge.send;

import dev.roomtalk.client.ExitCode;

/**
 * What became of a text.
 *
 * @param sentence for the person
 */
public record SendResult(ExitCode code, String sentence) {
    static SendResult delivered(String sentence) {
        return new SendResult(ExitCode.DONE, sentence);
    }

    /** Nothing was sent, because this machine or its Java VM does not let it. */
    static SendResult failed(String sentence) {
        return new SendResult(ExitCode.FAILED, sentence);
    }

    /** Nothing was sent, because something that was given is wrong. */
    static SendResult badInput(String sentence) {
        return new SendResult(ExitCode.BAD_INPUT, sentence);
    }

    /** Not delivered, or not known whether delivered. */
    static SendResult notDelivered(String sentence) {
        return new SendResult(ExitCode.NOT_DELIVERED, sentence);
    }
}
