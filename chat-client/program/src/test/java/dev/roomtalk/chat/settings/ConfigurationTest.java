package dev.roomtalk.chat.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path home;

    private Configuration of(String file) throws IOException {
        Path directory = Files.createDirectories(home.resolve("roomtalk"));
        Files.writeString(directory.resolve("chat.conf"), file);
        return Configuration.of(Map.of("XDG_CONFIG_HOME", home.toString()));
    }

    @Test
    void aMachineWithoutTheFileHasNothingConfigured() {
        Configuration none = Configuration.of(Map.of("XDG_CONFIG_HOME", home.toString()));
        assertThat(none.problems()).isEmpty();
        assertThat(none.given("server")).isNull();
        assertThat(none.file()).isEqualTo(home.resolve("roomtalk/chat.conf"));
    }

    @Test
    void aFileThatIsNamedHasToBeThere() {
        assertThat(Configuration.of(Map.of("ROOMTALK_CONFIG", "/nonexistent/my.conf"))
                        .problems())
                .containsExactly("there is no configuration file /nonexistent/my.conf, which ROOMTALK_CONFIG names");
    }

    @Test
    void theEnvironmentWinsOverTheFileAndEachValueSaysWhereItWasGiven() throws IOException {
        of("name = alice # who I am\njoin.history = 20\n");
        Configuration both = Configuration.of(
                Map.of("XDG_CONFIG_HOME", home.toString(), "ROOMTALK_JOIN_HISTORY", "30", "ROOMTALK_NAME", " "));
        assertThat(both.given("name"))
                .isEqualTo(new Configuration.Value("alice", home.resolve("roomtalk/chat.conf") + ":1"));
        assertThat(both.given("join.history")).isEqualTo(new Configuration.Value("30", "ROOMTALK_JOIN_HISTORY"));
    }

    @Test
    void everyBadLineIsNamedWithWhatWouldBeRight() throws IOException {
        Configuration bad = of("""
                # A comment.
                server = example.org:99999
                plain: yes
                plain = yes
                nmae = alice
                name = alice
                name = bob
                fingerprint = SHA256:short
                profile.work.bell = true
                trust-first-use = "true"
                no-udp =
                """);
        String file = home.resolve("roomtalk/chat.conf") + ":";
        assertThat(bad.problems())
                .hasSize(9)
                .anyMatch(line -> line.startsWith("server (" + file + "2): 'example.org:99999' is not a server; use"))
                .contains(file + "3: 'plain: yes' is not of the form key = value")
                .contains("plain (" + file + "4): 'yes' is not right; give true or false")
                .contains(file + "5: there is no key 'nmae'; 'chat config example' lists them")
                .contains(file + "7: 'name' was given before")
                .anyMatch(line -> line.startsWith("fingerprint (" + file + "8): "))
                .contains(file + "9: there is no key 'profile.work.bell'; 'chat config example' lists them")
                .contains("trust-first-use (" + file + "10): give the value without quotes, which also may have spaces"
                        + " within")
                .contains("no-udp (" + file + "11): it has no value; give one, or put # before the line");
    }

    @Test
    void whatIsWrongWithTheFullScreenIsSaid() throws IOException {
        Configuration bad = of("""
                theme = solarized
                name-columns = 3
                text-columns = wide
                time-format = 23h
                colour.own = #12345
                colour.title = red
                """);
        String file = home.resolve("roomtalk/chat.conf") + ":";
        assertThat(bad.problems())
                .containsExactly(
                        "theme (" + file + "1): 'solarized' is not right; give auto or dark or light or 16 or none",
                        "name-columns (" + file + "2): '3' is not right; give a number from 4 to 40",
                        "text-columns (" + file + "3): 'wide' is not right; give a number from 20 to 1000",
                        "time-format (" + file + "4): '23h' is not right; give 24h or 12h or seconds or none",
                        "colour.own (" + file + "5): '#12345' is not a colour; give a name such as red or bright-red, a"
                                + " number to 255, or #rrggbb",
                        file + "6: there is no key 'colour.title'; 'chat config example' lists them");
    }

    @Test
    void aliasesAndProfilesHaveNamesOfTheirOwn() throws IOException {
        Configuration given = of("""
                alias.J = /join #lobby
                alias.shrug = ¯\\_(ツ)_/¯
                profile.work.server = chat.example.org
                profile.work.rooms = ops, #dev
                profile.home.name = al
                """);
        assertThat(given.problems()).isEmpty();
        assertThat(given.profiles()).containsExactly("home", "work");
        Configuration.Value rooms = given.ofProfile("work", Setting.ROOMS);
        assertThat(Configuration.parts(Objects.requireNonNull(rooms).text())).containsExactly("ops", "#dev");
        Preferences preferences = Preferences.of(given);
        assertThat(preferences.withoutAlias("/j")).isEqualTo("/join #lobby");
        assertThat(preferences.withoutAlias("/SHRUG indeed")).isEqualTo("¯\\_(ツ)_/¯ indeed");
        assertThat(preferences.withoutAlias("//j")).isEqualTo("//j");
        assertThat(preferences.withoutAlias("/j\npasted")).isEqualTo("/j\npasted");
        assertThat(preferences.withoutAlias("j")).isEqualTo("j");
    }
}
