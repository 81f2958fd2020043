package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The man pages, which are made from what the programs say of themselves, name what there is. */
final class ManPagesTest {
    private static final Pattern COMMAND =
            Pattern.compile("(?m)^\\| `room-server ([a-z][a-z-]*(?: [a-z][a-z-]*)*)(?: .*?)?` \\|");
    private static final Pattern CLIENT_COMMAND = Pattern.compile("(?m)^\\| `chat ([a-z-]+)` \\|");
    private static final Pattern OPTION = Pattern.compile("[\\[ ](--[a-z-]+)");

    private static String page(String name, String program) {
        return Shell.run(
                Map.of(),
                List.of(
                        "sh",
                        Stage.ROOT.resolve("bin/lib/man.sh").toString(),
                        name,
                        Stage.ROOT.resolve("bin").resolve(program).toString()));
    }

    /** Against the reference, which another test holds to the program. */
    @Test
    void everyCommandOfTheServerHasASectionWithItsOptions() throws IOException {
        String page = page("room-server", "room-server");
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
        String page = page("roomtalk", "chat");
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
    void aProgramWithoutCommandsHasItsOptions() {
        assertThat(page("signal-send", "signal-send"))
                .startsWith(".TH SIGNAL-SEND 1 ")
                .contains("\\-\\-dialect", "\\-\\-timeout", "Exit status:");
    }
}
