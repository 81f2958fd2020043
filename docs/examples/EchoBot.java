import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.sockets.SocketClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Joins a room and answers each message with its own text, until the session ends. Arguments: HOST PORT FINGERPRINT
 * ROOM FILE. room-server prints FINGERPRINT at its start; FILE keeps the secret token by which the bot stays one user.
 */
public final class EchoBot implements ChatListener {
    private final CompletableFuture<ChatClient> client = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    public static void main(String[] args) throws Exception {
        String fingerprint = args[2];
        Path file = Path.of(args[4]);
        byte[] known = Files.exists(file) ? Files.readAllBytes(file) : null;
        ClientSettings settings = new ClientSettings(
                InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1])),
                "echo",
                () -> known,
                (host, port, pin, verified, chain) ->
                        pin.toString().equals(fingerprint) ? "" : "the server's key is " + pin + ": is it the right one?",
                false, // with TLS
                true, // by UDP where that works
                "echo-bot");
        EchoBot bot = new EchoBot();
        try (ChatClient client = SocketClient.start(settings, (name, token) -> keep(file, token), bot)) {
            bot.client.complete(client);
            client.connected().get();
            client.join(args[3], null, false).get();
            System.out.println("The session has ended: " + bot.end.get());
        }
    }

    /** Called on the session's own thread: it must not block. */
    @Override
    public void onEvent(ChatEvent event) {
        if (event instanceof ChatEvent.Message message && !message.own()) {
            client.thenAccept(session -> session.publish(message.room(), message.text(), null));
        } else if (event instanceof ChatEvent.Ended ended) {
            end.complete(ended.why());
        }
    }

    private static void keep(Path file, byte[] token) {
        try {
            Files.write(file, token);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
