package dev.roomtalk.server.console;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a request at the console. On the socket: a line {@code CODE LENGTH}, then that many bytes of text.
 *
 * @param code 0: done, and the text is for standard output; otherwise the exit code, and the text is one sentence
 */
public record ConsoleAnswer(int code, String text) {
    private static final int MAX_HEAD = 32;
    private static final int CANNOT = 1;

    static ConsoleAnswer done(String text) {
        return new ConsoleAnswer(0, text);
    }

    static ConsoleAnswer declined(String sentence) {
        return new ConsoleAnswer(CANNOT, sentence);
    }

    ByteBuffer encoded() {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] head = (code + " " + body.length + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    /** @throws IOException the server has ended the connection, or the answer does not come from a Roomtalk server */
    static ConsoleAnswer read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server has ended the connection");
            }
            if (head.length() == MAX_HEAD) {
                throw new IOException("the answer does not come from a Roomtalk server");
            }
            head.append((char) c);
        }
        String[] words = head.toString().split(" ", -1);
        try {
            byte[] body = in.readNBytes(Integer.parseInt(words[words.length - 1]));
            return new ConsoleAnswer(Integer.parseInt(words[0]), new String(body, StandardCharsets.UTF_8));
        } catch (NumberFormatException e) {
            throw new IOException("the answer does not come from a Roomtalk server", e);
        }
    }
}
