package dev.roomtalk.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.opentest4j.TestAbortedException;

/**
 * Ends a test for which this machine lacks something: not run, with the reason, on a person's machine; failed where
 * continuous integration should have it ({@code CI=true}).
 */
public final class Missing {
    private Missing() {}

    /** Returns where a program is. */
    public static Path unlessOnPath(String program, String purpose) {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> because("needs " + program + ", " + purpose));
    }

    public static void unlessLinux(String purpose) {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw because("needs Linux, " + purpose);
        }
    }

    /** Throw what this returns. The reason begins with "needs". */
    public static RuntimeException because(String reason) {
        return "true".equals(System.getenv("CI"))
                ? new IllegalStateException(reason)
                : new TestAbortedException(reason);
    }
}
