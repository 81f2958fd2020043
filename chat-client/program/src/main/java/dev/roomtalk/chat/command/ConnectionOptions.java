package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.ServerLogin;
import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.Setting;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say which server to connect to, and as whom. */
public final class ConnectionOptions {
    private final OptionSpec server = OptionSpec.builder("-s", "--server")
            .paramLabel("HOST:PORT[,...]")
            .type(String.class)
            .description(
                    "The server; of a server with several nodes the address of each. Default: $ROOMTALK_SERVER, else",
                    "localhost:4242.")
            .build();
    private final OptionSpec name = OptionSpec.builder("-n", "--name")
            .paramLabel("NAME")
            .type(String.class)
            .description("Who you are. Default: $ROOMTALK_NAME, else your login name.")
            .build();
    private final OptionSpec profileOption = OptionSpec.builder("--profile")
            .paramLabel("PROFILE")
            .type(String.class)
            .description(
                    "A server that the configuration has by this name, with what it says of it. A room may be named with it, too:",
                    "ROOM@PROFILE.")
            .build();
    private final OptionSpec fingerprint = OptionSpec.builder("--fingerprint")
            .paramLabel("SHA256:...")
            .type(String.class)
            .description("The server's key, as the server prints it when it starts.")
            .build();
    private final OptionSpec trustFirstUse =
            flag("--trust-first-use", "Accept the key of a server that was never seen before.");
    private final OptionSpec plain =
            flag("--plain", "No TLS: everybody on the way can read and forge. Only for a server on this machine.");
    private final OptionSpec plainAnywhere = flag("--plain-anywhere", "No TLS, on any machine.");
    private final OptionSpec noUdp = flag("--no-udp", "Use TCP for everything.");

    private @Nullable String profile;
    private Configuration configuration = Configuration.NONE;

    /** Null where it was not given: then it may be configured. */
    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(Boolean.class)
                .description(description)
                .build();
    }

    void addTo(CommandSpec command) {
        for (OptionSpec option :
                List.of(server, name, profileOption, fingerprint, trustFirstUse, plain, plainAnywhere, noUdp)) {
            command.addOption(option);
        }
    }

    /**
     * What these options have where they were not given.
     *
     * @param rooms that were named; one may name a profile
     * @throws CommandFailure if they name two profiles, or one that does not exist
     */
    void configure(Configuration given, List<String> rooms) {
        configuration = given;
        profile = profileOption.getValue();
        for (String room : rooms) {
            String named = profileOf(room);
            if (named != null && profile != null && !named.equals(profile)) {
                throw CommandFailure.badInput(
                        "a command is about one server, and not about " + profile + " and " + named);
            }
            profile = named == null ? profile : named;
        }
        if (profile != null && !given.profiles().contains(profile)) {
            throw CommandFailure.badInput("there is no profile '" + profile + "' in " + given.file()
                    + (given.profiles().isEmpty() ? "" : "; there is " + String.join(", ", given.profiles())));
        }
    }

    private @Nullable String profileOf(String room) {
        int at = room.lastIndexOf('@');
        String name = room.substring(at + 1);
        return at >= 0 && configuration.profiles().contains(name) ? name : null;
    }

    /** A room without the profile that was named with it. */
    String withoutProfile(String room) {
        return profileOf(room) == null ? room : room.substring(0, room.lastIndexOf('@'));
    }

    /** The rooms that are configured. */
    List<String> rooms() {
        Configuration.Value rooms = given(Setting.ROOMS);
        return rooms == null ? List.of() : Configuration.parts(rooms.text());
    }

    /**
     * The value of a setting by flag, profile, environment or file; null if it was given nowhere. What belongs to a
     * server is passed over where that server was not given in the same place or in one that counts less.
     */
    Configuration.@Nullable Value given(Setting setting) {
        List<Configuration.@Nullable Value> places = places(setting);
        int last = setting.isOfOneServer() ? first(places(Setting.SERVER)) : places.size() - 1;
        for (Configuration.Value value : places.subList(0, last + 1)) {
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static int first(List<Configuration.@Nullable Value> places) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i) != null) {
                return i;
            }
        }
        return places.size() - 1;
    }

    /** What was given for a setting by flag, profile, environment and file. */
    private List<Configuration.@Nullable Value> places(Setting setting) {
        Object flag = flag(setting);
        List<Configuration.@Nullable Value> places = new ArrayList<>();
        places.add(flag == null ? null : new Configuration.Value(flag.toString(), "--" + setting.key()));
        places.add(profile == null ? null : configuration.ofProfile(profile, setting));
        places.add(configuration.inEnvironment(setting.key()));
        places.add(configuration.inFile(setting.key()));
        return places;
    }

    private @Nullable Object flag(Setting setting) {
        return switch (setting) {
            case SERVER -> server.getValue();
            case NAME -> name.getValue();
            case FINGERPRINT -> fingerprint.getValue();
            case TRUST_FIRST_USE -> trustFirstUse.getValue();
            case PLAIN -> plain.getValue();
            case PLAIN_ANYWHERE -> plainAnywhere.getValue();
            case NO_UDP -> noUdp.getValue();
            case ROOMS,
                    NOTIFY,
                    TYPING,
                    MENTION_WORDS,
                    BELL,
                    TERMINAL_NOTIFICATIONS,
                    ALERTS,
                    WINDOW_TITLE,
                    THEME,
                    NAME_COLUMNS,
                    TEXT_COLUMNS,
                    ROOMS_PANE,
                    PEOPLE_PANE,
                    TIME_FORMAT,
                    ON_MENTION,
                    ON_MESSAGE,
                    ON_CONNECTED,
                    ON_DISCONNECTED -> null;
        };
    }

    private boolean isOn(Setting setting) {
        Configuration.Value value = given(setting);
        if (value == null || value.text().equals("false")) {
            return false;
        }
        if (!value.text().equals("true")) {
            throw CommandFailure.badInput(value.nameOf(setting.key()) + " is true or false, and not " + value.text());
        }
        return true;
    }

    /** The addresses of the server: at least one. */
    List<ServerAddress> server() {
        Configuration.Value given = given(Setting.SERVER);
        try {
            return ServerAddress.list(given == null ? "localhost" : given.text());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.badInput(String.valueOf(e.getMessage()));
        }
    }

    String name() {
        Configuration.Value given = given(Setting.NAME);
        Name.Parsed name = Name.user(given == null ? System.getProperty("user.name") : given.text());
        if (name instanceof Name.Invalid(String sentence)) {
            throw CommandFailure.badInput(sentence + "; choose another with --name");
        }
        return ((Name.Valid) name).name().display();
    }

    private boolean isPlain() {
        return isOn(Setting.PLAIN) || isOn(Setting.PLAIN_ANYWHERE);
    }

    /** What these options say, for the program {@code chat}. */
    ServerLogin login(Console console) {
        return new ServerLogin() {
            @Override
            public List<ServerAddress> server() {
                return ConnectionOptions.this.server();
            }

            @Override
            public String name() {
                return ConnectionOptions.this.name();
            }

            @Override
            public boolean plain() {
                return isPlain();
            }

            @Override
            public Identity identity() {
                return ConnectionOptions.this.identity(console);
            }

            @Override
            public ClientSettings settings(Identity identity) {
                return ConnectionOptions.this.settings(identity, CommandLines.PROGRAM);
            }

            @Override
            public void warn(String sentence) {
                console.complain(sentence);
            }
        };
    }

    /**
     * The identity of this person at that server.
     *
     * @throws CommandFailure with a sentence that says which option is wrong
     */
    public Identity identity(Console console) {
        List<ServerAddress> addresses = server();
        Pin expected = null;
        Configuration.Value given = given(Setting.FINGERPRINT);
        if (given != null) {
            try {
                expected = Pin.parse(given.text());
            } catch (IllegalArgumentException e) {
                throw CommandFailure.badInput(String.valueOf(e.getMessage()));
            }
        }
        return new Identity(
                StateDirectory.of(console.environment()), addresses, name(), isPlain(), expected, firstUse(console));
    }

    private Identity.FirstUse firstUse(Console console) {
        if (isOn(Setting.TRUST_FIRST_USE)) {
            return Identity.FirstUse.ACCEPT;
        }
        return console.terminal() ? new FirstUseQuestion(console) : Identity.FirstUse.REFUSE;
    }

    /**
     * The settings of a session whose tokens and keys {@code identity} keeps.
     *
     * @param program shown to the server's operator
     * @throws CommandFailure with a sentence that says which option is wrong
     */
    public ClientSettings settings(Identity identity, String program) {
        List<ServerAddress> addresses = server();
        if (isPlain() && !isOn(Setting.PLAIN_ANYWHERE)) {
            addresses.stream()
                    .filter(address -> !address.isLoopback())
                    .findFirst()
                    .ifPresent(address -> {
                        throw CommandFailure.badInput(
                                "--plain is for a server on this machine, and " + address.host()
                                        + " is another machine: everybody on the way could read and forge; use --plain-anywhere if you accept that");
                    });
        }
        return new ClientSettings(
                addresses.stream().map(ServerAddress::unresolved).toList(),
                name(),
                identity::token,
                identity,
                isPlain(),
                !isOn(Setting.NO_UDP),
                program);
    }
}
