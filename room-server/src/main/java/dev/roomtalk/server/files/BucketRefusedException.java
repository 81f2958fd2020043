package dev.roomtalk.server.files;

import java.io.IOException;

/**
 * A bucket answers, and refuses what is asked of it: it does not exist, or the keys are not good for it. The message is
 * a sentence for the person. To ask again makes no sense until somebody mends it.
 */
public final class BucketRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    BucketRefusedException(String message) {
        super(message);
    }
}
