package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person who meets a server for the first time. */
final class FirstRunTest {
    private static final int UNREACHABLE = 3;
    private static final int NOT_TRUSTED = 5;

    @RegisterExtension
    final Stage stage = new Stage();

    /** A terminal in which a command begins only when {@link #begin} says so: what is typed before waits for it. */
    private Terminal waiting(Person who, String... command) {
        List<String> words = new ArrayList<>(List.of(
                "-c",
                "echo waiting; while [ ! -e " + go() + " ]; do sleep 0.05; done; exec \"$@\"",
                "sh",
                Stage.ROOT.resolve("bin/chat").toString()));
        words.addAll(List.of(command));
        Terminal terminal = stage.terminal(who, "/bin/sh", words.toArray(String[]::new));
        terminal.awaitText("waiting");
        return terminal;
    }

    private Path go() {
        return stage.directory().resolve("go");
    }

    private void begin() throws IOException {
        Files.createFile(go());
    }

    /** An address of this machine that is not loopback. */
    private static String address() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElseThrow(() -> Missing.because("needs a network: an address that is not loopback"));
    }

    @Test
    void whatWasTypedBeforeTheQuestionAboutAKeyDoesNotAnswerIt() throws IOException {
        Server server = stage.server("--host", "127.0.0.1," + address());
        String there = address() + ":" + server.port();
        Person alice = stage.person("alice");
        Terminal terminal = waiting(alice, "rooms", "--server", there);
        terminal.enter("yes");
        terminal.type("ye");
        terminal.awaitText("ye");
        begin();

        terminal.awaitText("Does the server's operator show the same? Type yes or no:");
        terminal.enter("no");
        assertThat(terminal.awaitEnd()).isEqualTo(NOT_TRUSTED);
        assertThat(terminal.everything())
                .contains(server.fingerprint())
                .contains("It is the same as the one that the server's operator shows, or somebody is in between.")
                .contains("the key of " + there + " is not known");
    }

    @Test
    void whatWasTypedBeforeChatAsksWhereToBeginDoesNotAnswerIt() throws IOException {
        Terminal terminal = waiting(stage.person("alice"));
        terminal.enter("3");
        begin();
        terminal.awaitText("What do you want to do [1]:");
        terminal.enter("7");
        terminal.awaitAll("question again", shown -> shown.matches("(?s).*Type 1, 2 or 3\\.\\s+What do you .*:.*"));
        terminal.enter("3");
        assertThat(terminal.awaitEnd()).isZero();
    }

    @Test
    void aPersonIsToldThatAServerOfThisMachineIsTrusted() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        String told = server.address() + " is on this machine, and its key is accepted without a question.";
        Terminal first = stage.terminal(alice, "chat", "rooms", "--server", server.address());
        assertThat(first.awaitEnd()).isZero();
        assertThat(first.everything()).contains(told).contains(server.fingerprint());

        Terminal second = stage.terminal(alice, "chat", "rooms", "--server", server.address());
        assertThat(second.awaitEnd()).isZero();
        assertThat(second.everything()).doesNotContain(told);
    }

    @Test
    void aPersonWhoNamedNoServerIsToldHowToBegin() {
        if (isServed("localhost", 4242)) {
            throw Missing.because("needs port 4242 without a server");
        }
        Person alice = stage.person("alice");
        Terminal terminal = stage.terminal(alice, "chat", "rooms");
        assertThat(terminal.awaitEnd()).isEqualTo(UNREACHABLE);
        assertThat(terminal.everything())
                .contains("no server was named: give --server HOST:PORT, or type 'chat' alone");
        // A script reads no advice.
        assertThat(stage.run(alice, "chat", "rooms").err()).hasLineCount(1);
    }

    private static boolean isServed(String host, int port) {
        try (Socket _ = new Socket(host, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
