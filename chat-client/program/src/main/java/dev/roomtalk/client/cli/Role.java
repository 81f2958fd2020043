package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "role",
        description =
                "Gives a user another role in a room: host, moderator, member or muted. The host may; moderators may mute, and"
                        + " end that with member.")
final class Role extends Command {
    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long a mute lasts, as " + TimeSpan.EXAMPLES + ". Default: until another role is given.")
    private @Nullable String time;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Parameters(index = "2", paramLabel = "ROLE", description = "One of host, moderator, member, muted.")
    private MemberRole role = MemberRole.MEMBER;

    @Parameters(
            index = "3..*",
            arity = "0..*",
            paramLabel = "REASON",
            description = "What everybody in the room is told; several words are joined by spaces.")
    private List<String> reason = List.of();

    Role(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Duration duration = Ban.duration(time);
        if (time != null && role != MemberRole.MUTED) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--for is of a mute: the role would be muted");
        }
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Bans.warn(
                    console(),
                    Bans.done(
                            online,
                            online.client()
                                    .moderation()
                                    .setRole(room, name, role, duration, String.join(" ", reason))));
            return ExitCode.DONE;
        }
    }
}
