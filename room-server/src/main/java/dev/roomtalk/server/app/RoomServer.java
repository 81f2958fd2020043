package dev.roomtalk.server.app;

import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.ProcessText;
import dev.roomtalk.text.ProgramOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.ParameterException;

/**
 * The program {@code room-server}. Exit codes: 0 stopped or done, 1 cannot, 2 bad usage or configuration, 3 out of
 * memory.
 */
public final class RoomServer {
    static final String VERSION = "0.1.0";
    static final String PROGRAM = "roomtalk " + VERSION;

    private static final int CANNOT = 1;
    private static final int BAD_USAGE = 2;
    private static final int OUT_OF_MEMORY = 3;

    private RoomServer() {}

    public static void main(String[] args) {
        String tooLittle = FirstLook.tooLittle(args);
        if (tooLittle != null) {
            System.err.println("room-server: " + tooLittle);
            System.exit(BAD_USAGE);
        }
        ProgramOutput out = ProgramOutput.install();
        int code;
        try {
            code = runTyped(args);
        } catch (OutOfMemoryError e) {
            System.err.println("room-server: not enough memory: " + e.getMessage());
            code = OUT_OF_MEMORY;
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            System.err.println("room-server: this is a fault of the program, or it has too little of something: " + e);
            code = CANNOT;
        }
        // Threads of a server that did not start may still run.
        System.exit(out.end("room-server", code));
    }

    private static int runTyped(String[] args) {
        try {
            return run(ProcessText.arguments(args));
        } catch (NotUtf8Exception e) {
            System.err.println("room-server: " + e.getMessage());
            return BAD_USAGE;
        }
    }

    static int run(String... args) {
        try {
            return run(ServerCommandLine.parse(args));
        } catch (ParameterException e) {
            System.err.println("room-server: " + e.getMessage() + " (--help lists the options)");
            return BAD_USAGE;
        } catch (SettingException e) {
            e.sentences().forEach(sentence -> System.err.println("room-server: " + sentence));
            return BAD_USAGE;
        } catch (IOException e) {
            System.err.println("room-server: " + e.getMessage());
            return CANNOT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT;
        }
    }

    private static int run(Invocation invocation) throws SettingException, IOException, InterruptedException {
        switch (invocation) {
            case Invocation.Help _ -> {}
            case Invocation.Serve serve -> Serving.run(serve.configuration(), serve.again());
            case Invocation.Configure config -> config.command().run(config.configuration(), System.out);
            case Invocation.Manage manage -> {
                return manage(manage) ? 0 : CANNOT;
            }
            case Invocation.Move move ->
                MoveCommand.run(move.from().settings(), move.to().settings(), System.out);
            case Invocation.MakeKey make -> MakeKeyCommand.run(make.directory(), System.out);
            case Invocation.RotateKey rotate ->
                RotateKeyCommand.run(rotate.configuration().settings(), rotate.certificate(), System.out);
            case Invocation.Operate operate -> {
                return OperatorCommands.run(operate.request(), operate.directory(), System.out, System.err);
            }
        }
        return 0;
    }

    private static boolean manage(Invocation.Manage manage) throws IOException {
        // Many lines: System.out alone would flush each.
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        try {
            return manage.command().run(manage.directory(), manage.value(), out);
        } finally {
            out.flush();
        }
    }
}
