package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text to be sent: its bytes, or why it cannot be sent. */
final class SendText {
    private static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final byte[] bytes;
    private final @Nullable String wrong;

    private SendText(byte[] bytes, @Nullable String wrong) {
        this.bytes = bytes;
        this.wrong = wrong;
    }

    /** In UTF-8, if nothing is wrong. */
    byte[] bytes() {
        return bytes;
    }

    /** Why it cannot be sent, or null. */
    @Nullable
    String wrong() {
        return wrong;
    }

    /**
     * The words, joined by spaces; or else what standard input holds, without its last newline and a byte order mark.
     */
    static SendText read(List<String> words) throws IOException {
        if (!words.isEmpty()) {
            return checked(String.join(" ", words).getBytes(StandardCharsets.UTF_8));
        }
        byte[] input = System.in.readNBytes(MARK.length + Protocol.MAX_TEXT + 2);
        int begin = input.length >= MARK.length && Arrays.equals(input, 0, MARK.length, MARK, 0, MARK.length)
                ? MARK.length
                : 0;
        int end = input.length > begin && input[input.length - 1] == '\n' ? input.length - 1 : input.length;
        return checked(Arrays.copyOfRange(input, begin, end));
    }

    private static SendText checked(byte[] bytes) {
        if (bytes.length == 0) {
            return new SendText(bytes, "there is nothing to say");
        }
        // A text that is cut off at the limit is refused for its length, whatever its last character is.
        if (bytes.length > Protocol.MAX_TEXT) {
            return new SendText(bytes, "the text is longer than %d bytes".formatted(Protocol.MAX_TEXT));
        }
        try {
            Utf8.text(bytes);
        } catch (NotUtf8Exception e) {
            return new SendText(bytes, "the text: " + e.getMessage());
        }
        return new SendText(bytes, null);
    }

    /** Why it cannot be sent in that dialect, or null. */
    @Nullable
    String wrongIn(Dialect dialect) {
        if (wrong != null) {
            return wrong;
        }
        for (byte b : bytes) {
            if (dialect.forbids(b)) {
                return "the text contains a zero byte, which would end it";
            }
        }
        return null;
    }
}
