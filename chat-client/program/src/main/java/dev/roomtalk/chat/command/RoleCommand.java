package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "role",
        description = {
            "Changes a user's role in a room: host, moderator, member or muted. For its host; moderators may mute, and unmute",
            "with the role member."
        })
final class RoleCommand extends PersonCommand {
    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description =
                    "How long to mute, such as " + TimeSpan.EXAMPLES + ". Default: until the role is changed again.")
    private Duration time = Duration.ZERO;

    @Parameters(index = "2", paramLabel = "ROLE", description = "One of host, moderator, member, muted.")
    private MemberRole role = MemberRole.MEMBER;

    @Parameters(
            index = "3..*",
            arity = "0..*",
            paramLabel = "REASON",
            description = "Shown to everybody in the room; words are joined by spaces.")
    private List<String> reason = List.of();

    RoleCommand(Console console) {
        super(console);
    }

    @Override
    void check() {
        if (!time.isZero() && role != MemberRole.MUTED) {
            throw CommandFailure.badInput("--for is for the role muted alone: other roles do not end by themselves");
        }
    }

    @Override
    CompletableFuture<String> request(Moderation moderation) {
        return moderation.setRole(room(), name(), role, time, Values.joined(reason));
    }

    @Override
    String done(Instant now) {
        String given =
                switch (role) {
                    case MUTED -> "muted " + shownName() + " in " + shownRoom() + until(time, now);
                    case HOST, MODERATOR, MEMBER ->
                        shownName() + " is " + role.name().toLowerCase(Locale.ROOT) + " of " + shownRoom() + " now";
                };
        return given + because(reason);
    }
}
