package dev.roomtalk.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramOutputTest {
    @Test
    void whatCouldNotBeWrittenIsRemembered() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ProgramOutput whole = ProgramOutput.to(written);
        whole.print("Grüße");
        assertThat(whole.failure()).isNull();
        assertThat(whole.end("program", 7)).isEqualTo(7);
        assertThat(written.toString(UTF_8)).isEqualTo("Grüße");

        PipedInputStream reader = new PipedInputStream();
        ProgramOutput pipe = ProgramOutput.to(new PipedOutputStream(reader));
        pipe.println("read");
        assertThat(pipe.failure()).isNull();
        reader.close();
        pipe.println("not read");
        assertThat(pipe.failure()).startsWith("standard output could not be written: ");
        assertThat(pipe.end("program", 0)).isEqualTo(1);
        assertThat(pipe.end("program", 4)).isEqualTo(4);
    }

    @Test
    void aFullDiskIsNamed() throws IOException {
        Path full = Path.of("/dev/full");
        if (!Files.exists(full)) {
            System.out.println("not run: this machine has no /dev/full");
            return;
        }
        try (OutputStream out = new FileOutputStream(full.toFile())) {
            ProgramOutput output = ProgramOutput.to(out);
            output.printf("%s%n", "lost");
            assertThat(output.failure()).isEqualTo("standard output could not be written: No space left on device");
        }
    }
}
