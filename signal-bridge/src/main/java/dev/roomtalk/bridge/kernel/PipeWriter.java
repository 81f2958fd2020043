package dev.roomtalk.bridge.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds out who writes into the pipe that this process reads as its standard input (proc(5)). */
public final class PipeWriter {
    private static final Path PROC = Path.of("/proc");
    private static final String WRITE_ONLY = "1";

    private PipeWriter() {}

    /**
     * The pid of the one process that has the pipe open for writing; 0 if there is none, or several, or it is no pipe.
     */
    public static int ofStandardInput() {
        try {
            String pipe = Files.readSymbolicLink(PROC.resolve("self/fd/0")).toString();
            return pipe.startsWith("pipe:") ? writer(pipe) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static int writer(String pipe) throws IOException {
        int found = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (writes(process, pipe)) {
                    if (found != 0) {
                        return 0;
                    }
                    found = Integer.parseInt(process.getFileName().toString());
                }
            }
        }
        return found;
    }

    private static boolean writes(Path process, String pipe) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (pipe.equals(target(descriptor)) && writable(process, descriptor)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It has ended, or is another user's.
        }
        return false;
    }

    private static @Nullable String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return null;
        }
    }

    /** "flags: 0100001": the last digit says how it was opened. */
    private static boolean writable(Path process, Path descriptor) throws IOException {
        return Files.readAllLines(process.resolve("fdinfo").resolve(descriptor.getFileName())).stream()
                .anyMatch(line -> line.startsWith("flags:") && line.endsWith(WRITE_ONLY));
    }
}
