package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/CLIENT.md, whose tables are made from the program. */
public final class ClientPage {
    private static final Path PAGE = Path.of("..", "..", "docs", "CLIENT.md");

    private ClientPage() {}

    /** A row of a table. */
    public static void row(StringBuilder rows, String code, String text) {
        rows.append("| `")
                .append(code)
                .append("` | ")
                .append(text.replace("|", "\\|"))
                .append(" |\n");
    }

    /** Fails if a part of the page is not this, and writes the page as it should be to target/CLIENT.md. */
    public static void isRight(String part, String made) throws IOException {
        String page = Files.readString(PAGE);
        Matcher found = Pattern.compile("<!-- made: " + part + " -->\n.*?<!-- end -->\n", Pattern.DOTALL)
                .matcher(page);
        assertThat(found.find()).as("the page has the part %s", part).isTrue();
        String right =
                found.replaceFirst(Matcher.quoteReplacement("<!-- made: " + part + " -->\n" + made + "<!-- end -->\n"));
        if (!page.equals(right)) {
            Files.writeString(Path.of("target", "CLIENT.md"), right);
        }
        assertThat(page.equals(right))
                .as("%s is right; cp chat-client/program/target/CLIENT.md docs/ mends it", part)
                .isTrue();
    }
}
