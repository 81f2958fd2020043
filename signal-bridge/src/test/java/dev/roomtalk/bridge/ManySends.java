package dev.roomtalk.bridge;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.send.SendResult;
import dev.roomtalk.bridge.send.SendSettings;
import dev.roomtalk.bridge.send.Sending;
import dev.roomtalk.bridge.send.ServerDialects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What signal-send does, many times in one process, which spares the start of a Java VM for each text. A line of its
 * standard input is pid, dialect or {@code -}, pace in microseconds and text, with tabs between them; it prints the
 * exit code, a tab and the sentence for each.
 */
public final class ManySends {
    private ManySends() {}

    public static void main(String[] args) throws IOException {
        ServerDialects remembered = ServerDialects.in(System.getenv(), Path.of("/nonexistent"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", 4);
            Dialect dialect = Dialect.named(fields[1]);
            SendSettings settings = new SendSettings(
                    SendSettings.Purpose.TEXT,
                    Integer.parseInt(fields[0]),
                    null,
                    dialect,
                    dialect == null ? SendSettings.Receiver.ANY : SendSettings.Receiver.MINITALK_SERVER,
                    false,
                    10,
                    TimeUnit.MICROSECONDS.toNanos(Long.parseLong(fields[2])),
                    List.of(fields[3]));
            SendResult result = Sending.run(settings, remembered, receiver -> null);
            System.out.println(result.code().number() + "\t" + result.sentence());
        }
    }
}
