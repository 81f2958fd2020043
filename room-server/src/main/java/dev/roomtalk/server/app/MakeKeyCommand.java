package dev.roomtalk.server.app;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.control.Certificate;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** {@code room-server key make}: a key and its certificate as files, which all nodes of a server are given. */
final class MakeKeyCommand {
    private MakeKeyCommand() {}

    /**
     * Makes the files in a directory, which is made too, and prints the settings that name them.
     *
     * @throws IOException in a sentence for the person: also where there is a key, or a certificate, already
     */
    static void run(Path directory, PrintStream out) throws IOException {
        Path place = directory.toAbsolutePath();
        PrivateFiles.makeDirectory(place);
        Certificate made = Certificate.make(place, InstantSource.system().instant(), new SecureRandom());
        out.println("# fingerprint " + made.pin());
        out.println("certificate = " + made.chain());
        out.println("key = " + made.key());
    }
}
