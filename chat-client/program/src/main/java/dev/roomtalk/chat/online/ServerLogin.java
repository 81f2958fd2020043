package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateException;
import java.util.List;

/** Which server to connect to, and as whom. */
public interface ServerLogin {
    /** The addresses of the server: at least one. */
    List<ServerAddress> server();

    String name();

    /** Whether the connection is without TLS. */
    boolean plain();

    /** Who this person is at that server: reads the state directory. */
    Identity identity();

    ClientSettings settings(Identity identity);

    /** Tells the person something that stops nothing. */
    void warn(String sentence);

    /**
     * Saves the tokens that the server gives this person. Damaged lines of the state directory are set aside first, and
     * the person is told.
     *
     * @throws CommandFailure if the state directory cannot be used, which is reported before anything is sent
     */
    default IdentitySaver saver(Identity identity) {
        try {
            identity.checkFiles().forEach(this::warn);
        } catch (StateException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
        return new IdentitySaver(identity);
    }
}
