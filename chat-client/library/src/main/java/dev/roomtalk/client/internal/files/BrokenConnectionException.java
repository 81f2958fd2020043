package dev.roomtalk.client.internal.files;

import java.io.IOException;

/** The connection of a transfer could not be made, or broke; a failure of the person's disk is another exception. */
final class BrokenConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenConnectionException(IOException why) {
        super(FileTransfers.words(why), why);
    }
}
