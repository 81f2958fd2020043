package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a database that a server has made, and on one that it is using. */
class DataCommandTest {
    @TempDir
    Path directory;

    private String run(DataCommand command, String value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8)) {
            command.run(data(), value, print);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Node node() throws IOException {
        return TestNode.plain(data());
    }

    /** Says it and waits until it is stored. */
    private static void say(TestClient who, int room, int n, String text) throws IOException {
        who.sendFrameByTcp(Frame.newBuilder()
                .setPublish(Publish.newBuilder().setRoom(room).setN(n).setText(ByteString.copyFromUtf8(text)))
                .build());
        assertThat(who.readUntil(message -> message.getFrame().hasAck())
                        .getFrame()
                        .getAck()
                        .getStored())
                .isTrue();
    }

    private void execute(String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("roomtalk.db"));
                Statement s = c.createStatement()) {
            s.execute(sql);
        }
    }

    @Test
    void aBackupOfARunningServerIsRestoredWithAHigherEpoch() throws IOException {
        Path backup = directory.resolve("backup.db");
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            say(alice, room, 1, "kept \"so\"");
            assertThat(run(DataCommand.BACKUP, backup.toString())).startsWith("written: " + backup);
            for (Path file : List.of(backup, data().resolve("roomtalk.db"), data().resolve("roomtalk.db-wal"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            say(alice, room, 2, "after the backup");
            assertThat(run(DataCommand.CHECK, "")).isEqualTo("sound: 1 users, 1 rooms, 2 messages\n");
            assertThatThrownBy(() -> run(DataCommand.RESTORE, backup.toString()))
                    .hasMessageContaining("another server is using");
        }
        List<String> before = run(DataCommand.EXPORT, "OPS").lines().toList();
        assertThat(before).hasSize(2);
        assertThat(before.getFirst())
                .contains("\"room\":\"ops\"", "\"user\":\"alice\"", "\"text\":\"kept \\\"so\\\"\"");
        assertThat(run(DataCommand.RESTORE, backup.toString()))
                .isEqualTo("restored: " + backup + "; what was there before is now "
                        + data().resolve("roomtalk.db.replaced") + "\n");
        assertThat(run(DataCommand.EXPORT, "ops").lines()).containsExactly(before.getFirst());
        try (Node node = node();
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int room = bob.join("ops").getRoom();
            say(bob, room, 1, "again");
        }
        assertThat(run(DataCommand.CHECK, "")).isEqualTo("sound: 2 users, 1 rooms, 2 messages\n");
        String again = run(DataCommand.EXPORT, "ops").lines().toList().getLast();
        assertThat(number(again, "sequence")).isEqualTo(number(before.getLast(), "sequence"));
        assertThat(number(again, "epoch")).isGreaterThan(number(before.getLast(), "epoch"));
    }

    private static long number(String line, String key) {
        return Long.parseLong(line.replaceAll(".*\"" + key + "\":(\\d+).*", "$1"));
    }

    /** Each restore keeps what it replaces, under a name of its own. */
    @Test
    void whatAnEarlierRestoreReplacedStays() throws IOException {
        Path backup = directory.resolve("backup.db");
        node().close();
        run(DataCommand.BACKUP, backup.toString());
        Files.writeString(data().resolve("roomtalk.db.replaced"), "of long ago");
        assertThat(run(DataCommand.RESTORE, backup.toString())).contains("roomtalk.db.replaced-2");
        assertThat(run(DataCommand.RESTORE, backup.toString())).contains("roomtalk.db.replaced-3");
        assertThat(data().resolve("roomtalk.db.replaced")).hasContent("of long ago");
        assertThat(data().resolve("roomtalk.db.replaced-2")).exists();
    }

    /** As root does it for the user that the server runs as. */
    @Test
    void whatIsRestoredBelongsToTheOwnerOfTheDirectory() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "this needs root");
        Path backup = directory.resolve("backup.db");
        node().close();
        run(DataCommand.BACKUP, backup.toString());
        for (String name : List.of("", "roomtalk.db", "lock")) {
            Files.setAttribute(name.isEmpty() ? data() : data().resolve(name), "unix:uid", 12_345);
        }
        run(DataCommand.RESTORE, backup.toString());
        for (String name : List.of("roomtalk.db", "roomtalk.db.replaced", "lock")) {
            assertThat(Files.getAttribute(data().resolve(name), "unix:uid"))
                    .as(name)
                    .isEqualTo(12_345);
        }
    }

    @Test
    void damageIsFoundAndNamed() throws IOException, SQLException {
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            say(alice, room, 1, "one");
            say(alice, room, 2, "two");
        }
        execute("UPDATE messages SET n = 1");
        execute("UPDATE rooms SET messages = 7");
        assertThat(run(DataCommand.CHECK, "").lines())
                .anyMatch(line -> line.matches("damaged: room 1 has message 1 of instance .* twice"))
                .contains("damaged: room 1 has 2 messages and counts 7");
    }

    @Test
    void whatCannotBeDoneIsSaidInASentence() throws IOException {
        assertThatThrownBy(() -> run(DataCommand.CHECK, "")).hasMessageContaining("there is no database");
        node().close();
        Path taken = Files.writeString(directory.resolve("taken"), "mine");
        assertThatThrownBy(() -> run(DataCommand.BACKUP, taken.toString())).hasMessageContaining("exists already");
        assertThatThrownBy(() -> run(DataCommand.BACKUP, directory + "/no/where"))
                .hasMessageContaining("no directory");
        assertThatThrownBy(() -> run(DataCommand.RESTORE, taken.toString()))
                .hasMessageContaining(taken + " cannot be restored");
        assertThatThrownBy(() -> run(DataCommand.RESTORE, directory + "/none"))
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> run(DataCommand.EXPORT, "none")).hasMessageContaining("there is no room 'none'");
        assertThat(Files.readString(taken)).isEqualTo("mine");
        assertThat(run(DataCommand.CHECK, "")).isEqualTo("sound: 0 users, 0 rooms, 0 messages\n");
    }

    @Test
    void theProgramSaysByItsExitCodeHowItWent() throws IOException {
        node().close();
        String data = data().toString();
        assertThat(RoomServer.run("check", "--data-dir", data)).isZero();
        assertThat(RoomServer.run("--data-dir", data, "check")).isZero();
        assertThat(RoomServer.run("export", "none", "--data-dir", data)).isEqualTo(1);
        assertThat(RoomServer.run("backup", "--data-dir", data)).isEqualTo(2);
        assertThat(RoomServer.run("backup", "--data-dir", data, "--port", "1")).isEqualTo(2);
    }
}
