package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "who", description = "Lists the members of a room.")
final class Who extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    Who(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            List<RoomMember> members = members(online);
            Table table = new Table();
            for (RoomMember member : members) {
                table.row(VisibleText.line(member.name()), member.present() ? "here" : "away", role(member));
            }
            table.print(console().out());
            return ExitCode.DONE;
        }
    }

    private static String role(RoomMember member) {
        return member.role() == MemberRole.MEMBER ? "" : member.role().name().toLowerCase(Locale.ROOT);
    }

    private List<RoomMember> members(Online online) throws InterruptedException {
        if (online.isMember(room)) {
            return online.get(online.client().members(room));
        }
        online.visit(room, password.password(console()), true);
        List<RoomMember> members = online.get(online.client().members(room));
        String self = online.client().status().name();
        return members.stream().filter(member -> !member.name().equals(self)).toList();
    }
}
