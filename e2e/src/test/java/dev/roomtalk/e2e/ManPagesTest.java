package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The man pages of the packages, which are made from what the programs say of themselves, name what there is. */
final class ManPagesTest {
    private static final Path PACKAGES = Stage.ROOT.resolve("target/packages");
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^\\| `room-server ([a-z][a-z-]*(?: [a-z][a-z-]*)*)(?: .*?)?` \\|");
    private static final Pattern CLIENT_COMMAND = Pattern.compile("(?m)^\\| `chat ([a-z-]+)` \\|");
    private static final Pattern OPTION = Pattern.compile("[\\[ ](--[a-z-]+)");

    private static String page(String name) throws IOException {
        try (Stream<Path> trees = Files.isDirectory(PACKAGES) ? Files.list(PACKAGES) : Stream.empty()) {
            return trees.map(tree -> tree.resolve("share/man/man1").resolve(name + ".1"))
                    .filter(Files::exists)
                    .findFirst()
                    .map(ManPagesTest::read)
                    .orElseThrow(() -> Missing.because("needs the packages, which -Ppackage makes"));
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Against the reference, which another test holds to the program. */
    @Test
    void everyCommandOfTheServerHasASectionWithItsOptions() throws IOException {
        String page = page("room-server");
        List<MatchResult> rows = COMMAND.matcher(Files.readString(Stage.ROOT.resolve("docs/operating/reference.md")))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(25);
        for (MatchResult row : rows) {
            String heading = ".SH ROOM-SERVER " + row.group(1).toUpperCase(Locale.ROOT) + "\n";
            assertThat(page).contains(heading);
            String section = page.substring(page.indexOf(heading) + heading.length());
            section = section.substring(0, section.indexOf("\n.SH "));
            for (MatchResult option : OPTION.matcher(row.group()).results().toList()) {
                assertThat(section).as(heading).contains(option.group(1).replace("-", "\\-"));
            }
        }
    }

    /** Against the client's page, which another test holds to the program. */
    @Test
    void everyCommandOfTheClientHasASection() throws IOException {
        String page = page("roomtalk");
        List<MatchResult> rows = CLIENT_COMMAND
                .matcher(Files.readString(Stage.ROOT.resolve("docs/CLIENT.md")))
                .results()
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);
        for (MatchResult row : rows) {
            String heading = ".SH ROOMTALK " + row.group(1).toUpperCase(Locale.ROOT) + "\n";
            assertThat(page).contains(heading);
            assertThat(page.substring(page.indexOf(heading))).contains("\\-\\-server", "Exit codes:");
        }
        assertThat(page).contains(".SH FILES\n", "chat.conf");
    }

    @Test
    void aProgramWithoutCommandsHasItsOptions() throws IOException {
        assertThat(page("signal-send"))
                .startsWith(".TH SIGNAL-SEND 1 ")
                .contains("\\-\\-dialect", "\\-\\-timeout", "Exit status:");
    }
}
