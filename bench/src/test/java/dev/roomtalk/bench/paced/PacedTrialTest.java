package dev.roomtalk.bench.paced;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacedTrialTest {
    @TempDir
    Path directory;

    @Test
    void whoMayNotHaveAClassAboveTheOrdinaryOneIsToldSoAndSeesTheOthers() throws Exception {
        Map<String, List<String>> receivers = new LinkedHashMap<>();
        receivers.put("server", receiver(""));
        receivers.put("ordinary", receiver(""));
        receivers.put("above", receiver("echo 'the kernel does not allow the real-time scheduling class' >&2;"));

        String table = new PacedTrial(client(), receivers, List.of(100), "hello", 2, false, 0, directory).run();

        assertThat(table.lines().map(line -> line.replaceAll(" +", " ")))
                .contains("server 100", "ordinary 100", "above -")
                .last()
                .asString()
                .contains("be root, or give CAP_SYS_NICE");
    }

    private static List<String> receiver(String first) {
        return List.of("sh", "-c", "trap 'echo hello' USR1; echo $$; " + first + " while :; do sleep 0.01; done");
    }

    private String client() throws IOException {
        Path client = Files.writeString(directory.resolve("client"), "#!/bin/sh\nkill -USR1 $1\n");
        Files.setPosixFilePermissions(client, PosixFilePermissions.fromString("rwx------"));
        return client.toString();
    }
}
