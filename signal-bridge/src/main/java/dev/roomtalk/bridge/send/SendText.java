package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text to be sent: its bytes, or why it cannot be sent. */
final class SendText {
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

    /** The words, joined by spaces; or else what standard input holds, without its last newline. */
    static SendText read(List<String> words) throws IOException {
        if (!words.isEmpty()) {
            return checked(String.join(" ", words).getBytes(StandardCharsets.UTF_8));
        }
        byte[] input = System.in.readNBytes(Protocol.MAX_TEXT + 2);
        int length = input.length > 0 && input[input.length - 1] == '\n' ? input.length - 1 : input.length;
        return checked(Arrays.copyOf(input, length));
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
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            return new SendText(bytes, "the text is not UTF-8");
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
