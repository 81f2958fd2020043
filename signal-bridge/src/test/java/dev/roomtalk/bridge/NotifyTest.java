package dev.roomtalk.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told by a bridge that is a service of {@code Type=notify}. */
class NotifyTest {
    @TempDir
    private Path directory;

    @Test
    void saysThatItHearsAndThatItEnds() throws IOException, InterruptedException {
        String name = directory.resolve("notify").toString();
        try (StartedProgram manager = StartedProgram.start("python3", "-u", "-c", """
                        import socket, sys
                        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                        s.bind(sys.argv[1])
                        print('bound')
                        while True:
                            print(s.recv(4096).decode().replace('\\n', ' '))
                        """, name)) {
            assertThat(manager.firstLine()).isEqualTo("bound");
            List<String> command = new ArrayList<>(StartedProgram.maskedJava(SignalBridge.class));
            command.add("--classic-server");
            try (StartedProgram bridge = new StartedProgram(
                    command, Map.of("NOTIFY_SOCKET", name, "XDG_STATE_HOME", directory.toString()))) {
                String pid = bridge.firstLine();
                await().atMost(StartedProgram.PATIENCE)
                        .until(() -> manager.output().size() > 1);
                assertThat(manager.output().getLast()).startsWith("READY=1 STATUS=process " + pid + " ");
                bridge.terminate();
                bridge.exitStatus();
            }
            await().atMost(StartedProgram.PATIENCE).until(() -> manager.output().size() > 2);
            assertThat(manager.output()).endsWith("STOPPING=1").hasSize(3);
        }
    }
}
