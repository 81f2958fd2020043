package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scripts of {@code chat completion}, in the shells that they are for. */
final class CompletionTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Path script = Path.of("");

    @BeforeEach
    void setUp() {
        script = stage.directory().resolve("script");
    }

    private void script(String shell) throws IOException {
        Outcome made = stage.run(stage.person("alice"), "chat", "completion", shell);
        assertThat(made.exitCode()).as(made.toString()).isZero();
        Files.writeString(script, made.out());
    }

    private String in(String shell, String commands) {
        Path program = Missing.unlessOnPath(shell, "whose completion is tried");
        Outcome outcome = stage.run(
                stage.person("alice"), program.toString(), "-c", commands.replace("SCRIPT", script.toString()));
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return outcome.out();
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException {
        script("bash");
        String complete =
                "; COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_chat 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        assertThat(in("bash", ". SCRIPT; COMP_WORDS=(chat jo)" + complete)).isEqualTo("join\n");
        assertThat(in("bash", ". SCRIPT; COMP_WORDS=(chat history --si)" + complete))
                .contains("--since");
        assertThat(in("bash", ". SCRIPT; COMP_WORDS=(chat config c)" + complete))
                .contains("check");
    }

    @Test
    void zshKnowsTheCommandAfterwards() throws IOException {
        script("zsh");
        assertThat(in("zsh", "autoload -U compinit && compinit -u -D; . SCRIPT; echo ${_comps[chat]}"))
                .contains("_complete_chat");
        // As a file of the search path.
        Path directory = Files.createDirectory(stage.directory().resolve("functions"));
        Files.copy(script, directory.resolve("_chat"));
        assertThat(in(
                        "zsh",
                        "fpath=(" + directory
                                + " $fpath); autoload -U compinit && compinit -u -D; echo ${_comps[chat]}"))
                .isEqualTo("_chat\n");
    }

    @Test
    void fishCompletesCommandsOptionsAndWords() throws IOException {
        script("fish");
        assertThat(in("fish", "source SCRIPT; complete -C 'chat jo'")).startsWith("join\tOpens rooms");
        assertThat(in("fish", "source SCRIPT; complete -C 'chat history --si'")).startsWith("--since\tMessages from");
        assertThat(in("fish", "source SCRIPT; complete -C 'chat config c'")).startsWith("check");
    }
}
