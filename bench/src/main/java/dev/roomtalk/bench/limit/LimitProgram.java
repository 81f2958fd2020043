package dev.roomtalk.bench.limit;

import dev.roomtalk.bench.base.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running limit program, built from its C source where that was not done before. */
public final class LimitProgram implements AutoCloseable {
    public static final Set<String> NAMES = Set.of("limit", "limit-pack");

    private static final Pattern READY = Pattern.compile("\\S+ ready: udp ([0-9.]+):(\\d+)");

    private final String name;
    private final Process process;
    private final InetSocketAddress address;

    private LimitProgram(String name, Process process, InetSocketAddress address) {
        this.name = name;
        this.process = process;
        this.address = address;
    }

    /**
     * Builds the program if need be, and starts it.
     *
     * @param name {@code limit} or {@code limit-pack}
     * @param compiler the C compiler to build with: {@code cc}
     * @param directory where built programs are kept
     */
    public static LimitProgram start(String name, String compiler, Path directory) {
        Path binary = build(name, compiler, directory);
        try {
            Process process = new ProcessBuilder(binary.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // It ends when its standard input does, which is when this program ends, in whatever way.
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            Matcher ready = READY.matcher(line == null ? "" : line);
            if (!ready.matches()) {
                process.destroy();
                throw Failure.unexpected(name + " did not start");
            }
            return new LimitProgram(
                    name, process, new InetSocketAddress(ready.group(1), Integer.parseInt(ready.group(2))));
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + binary + ": " + e.getMessage());
        }
    }

    /** The binary's name carries a hash of its source, so that a changed source is built anew. */
    public static Path build(String name, String compiler, Path directory) {
        try {
            byte[] header = source("relay.h");
            byte[] program = source(name + ".c");
            Path binary = directory.resolve(name + "-" + hash(header, program));
            if (Files.isExecutable(binary)) {
                return binary;
            }
            Path work = Files.createTempDirectory(directory, name);
            Files.write(work.resolve("relay.h"), header);
            Files.write(work.resolve(name + ".c"), program);
            Path built = work.resolve(name);
            compile(compiler, work.resolve(name + ".c"), built);
            moveInPlace(built, binary);
            Files.delete(work.resolve("relay.h"));
            Files.delete(work.resolve(name + ".c"));
            Files.delete(work);
            return binary;
        } catch (IOException e) {
            throw Failure.unexpected("cannot build " + name + " in " + directory + ": " + e.getMessage());
        }
    }

    private static void compile(String compiler, Path source, Path binary) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(compiler, "-O2", "-pthread", "-o", binary.toString(), source.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException _) {
            throw Failure.unexpected("the limit programs are built with a C compiler, and there is no '" + compiler
                    + "': install one (Debian: apt install gcc libc6-dev), or leave out what is compared with them");
        }
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String said = output.readAllLines().stream().findFirst().orElse("no message");
            if (process.waitFor() != 0) {
                throw Failure.unexpected(compiler + " cannot build a limit program: " + said);
            }
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    private static void moveInPlace(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException _) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] source(String file) throws IOException {
        try (InputStream in = LimitProgram.class.getResourceAsStream("/c/" + file)) {
            if (in == null) {
                throw new IOException(file + " is not among this program's resources");
            }
            return in.readAllBytes();
        }
    }

    private static String hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-256", e);
        }
    }

    /** For tests. */
    Process process() {
        return process;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
