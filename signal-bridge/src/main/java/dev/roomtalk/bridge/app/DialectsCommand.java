package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.dialect.BitOrder;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.dialect.Ending;
import dev.roomtalk.bridge.dialect.Header;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.learned.LearnedProgramsFile;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.files.HomeDirectory;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code signal-bridge dialects}: says which dialects there are, and what was learned of programs. */
@Command(
        name = "dialects",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the dialects that are recognised, the commonest first, and what was learned of programs.")
final class DialectsCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        System.out.println("DIALECT                  FIRST BIT  IS A 1  GREETING  BEFORE THE TEXT        AT ITS END");
        List<Dialect> commonestFirst = Dialect.ALL.stream()
                .sorted(Comparator.comparingDouble(Dialect::commonness).reversed())
                .toList();
        for (Dialect dialect : commonestFirst) {
            System.out.printf(
                    "%-24s %-10s %-7s %-9s %-22s %s%n",
                    dialect.name(),
                    dialect.order() == BitOrder.MOST_SIGNIFICANT_FIRST ? "highest" : "lowest",
                    dialect.one(),
                    dialect.greeting() == 0 ? "-" : dialect.greeting() == 1 ? "1 signal" : "2 signals",
                    before(dialect.header()),
                    after(dialect.ending()));
        }
        LearnedProgramsFile file = LearnedProgramsFile.in(System.getenv(), HomeDirectory.of(System.getenv()));
        Map<String, LearnedPrograms.Known> known = file.read();
        System.out.println();
        if (known.isEmpty()) {
            System.out.println("Nothing was learned of any program yet (" + file.path() + ").");
            return 0;
        }
        System.out.println("Learned (" + file.path() + "):");
        for (LearnedPrograms.Known program : known.values()) {
            Dialect dialect = program.traits().dialect();
            System.out.printf(
                    "  %-24s answered with %s%s: %s%n",
                    dialect == null ? "not known" : dialect.name(),
                    switch (program.traits().answers()) {
                        case USR1 -> "USR1";
                        case USR2 -> "USR2";
                        case USR1_THEN_USR2 -> "USR1, then USR2";
                        case USR2_THEN_USR1 -> "USR2, then USR1";
                    },
                    program.traits().otherAtEnd() ? ", the other at its end" : "",
                    VisibleText.line(program.path()));
        }
        return 0;
    }

    private static String before(Header header) {
        return switch (header) {
            case NONE -> "-";
            case LENGTH32 -> "length, 32 bits";
            case TYPED_LENGTH32 -> "1 bit, length, 32 bits";
            case LENGTH64 -> "length, 64 bits";
            case DOUBLED_LENGTH64 -> "length, 32 bits, twice";
            case BYTES_LENGTH64 -> "length, 8 bytes";
            case NUL -> "a zero byte";
            case UNARY -> "length in unary";
        };
    }

    private static String after(Ending ending) {
        return switch (ending) {
            case NUL -> "a zero byte";
            case LENGTH -> "-";
            case LENGTH_NUL -> "a zero byte";
            case NOTHING -> "exit or silence";
            case NEWLINE -> "a newline";
            case NEWLINE_NUL -> "a newline, a zero byte";
        };
    }
}
