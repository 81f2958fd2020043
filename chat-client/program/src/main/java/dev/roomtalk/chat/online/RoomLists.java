package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.Table;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints lists: of rooms, of the members, bans and invitations of a room. */
public final class RoomLists {
    private final OnlineSession online;
    private final Console console;
    private final Table table = new Table();

    public RoomLists(OnlineSession online, Console console) {
        this.online = online;
        this.console = console;
    }

    public ExitCode rooms(boolean json) throws InterruptedException {
        Listing<RoomSummary> rooms = online.get(online.client().listRooms());
        List<Conversation> conversations = conversations();
        for (RoomSummary room : rooms.listed()) {
            if (json) {
                console.out()
                        .println(new JsonLine()
                                .put("room", room.name())
                                .put("topic", room.topic())
                                .put("members", room.members())
                                .put("present", room.present())
                                .put("member", room.joined())
                                .put("private", room.hidden())
                                .put("password", room.passwordNeeded())
                                .put("history", room.history())
                                .put("unread", (Long) null));
                continue;
            }
            table.row(
                    VisibleText.line(room.name()),
                    room.present() + " of " + room.members() + " here",
                    (room.joined() ? "member" : "")
                            + (room.hidden() ? " private" : "")
                            + (room.passwordNeeded() ? " password" : "")
                            + (room.history() ? "" : " no history"),
                    VisibleText.line(room.topic()));
        }
        for (Conversation one : conversations) {
            if (json) {
                console.out()
                        .println(new JsonLine()
                                .put("room", one.name())
                                .put("topic", "")
                                .put("members", 2)
                                .put("present", (Long) null)
                                .put("member", true)
                                .put("private", true)
                                .put("password", false)
                                .put("history", true)
                                .put("unread", one.unread()));
            } else {
                table.row(
                        VisibleText.line(one.name()),
                        one.unread() == 0 ? "nothing unread" : one.unread() + " unread",
                        "conversation",
                        "");
            }
        }
        if (rooms.listed().isEmpty() && conversations.isEmpty() && console.terminal()) {
            console.err()
                    .println("There are no rooms yet: make one with " + ChatCommand.quoted("create-room NAME") + ".");
        }
        return printTable(rooms.more(), json);
    }

    /** A server of an earlier version has none. */
    private List<Conversation> conversations() throws InterruptedException {
        try {
            return online.get(online.client().conversations().list(false))
                    .list()
                    .listed();
        } catch (CommandFailure e) {
            if (e.reason() == Reason.FAILED) {
                return List.of();
            }
            throw e;
        }
    }

    public ExitCode contacts(boolean json) throws InterruptedException {
        String contacts = online.get(online.client().conversations().list(false))
                .contacts()
                .name()
                .toLowerCase(Locale.ROOT);
        console.out().println(json ? new JsonLine().put("contacts", contacts) : contacts);
        return ExitCode.DONE;
    }

    /** Visits the room if the user is not a member; the visitor is not listed. */
    public ExitCode members(String room, @Nullable String password, boolean json) throws InterruptedException {
        boolean member = online.isMember(room);
        if (!member) {
            online.visit(room, password, true);
        }
        String self = online.client().status().name();
        Listing<RoomMember> members = online.get(online.client().listMembers(room));
        for (RoomMember one : members.listed()) {
            if (member || !one.name().equals(self)) {
                String role = one.role().name().toLowerCase(Locale.ROOT);
                Instant until = one.mutedUntil();
                Instant since = one.disconnectedSince();
                if (json) {
                    console.out()
                            .println(new JsonLine()
                                    .put("room", room)
                                    .put("name", one.name())
                                    .put("role", role)
                                    .put("until", until == null ? null : Times.utc(until))
                                    .put("connected", one.present())
                                    .put("away", one.away().isEmpty() ? null : one.away())
                                    .put("disconnected", since == null ? null : Times.utc(since)));
                } else {
                    table.row(VisibleText.line(one.name()), presence(one), one.role() == MemberRole.MEMBER ? "" : role);
                }
            }
        }
        return printTable(members.more(), json);
    }

    private static String presence(RoomMember member) {
        Instant since = member.disconnectedSince();
        if (!member.present()) {
            return "not connected" + (since == null ? "" : " since " + Times.local(since));
        }
        return member.away().isEmpty() ? "here" : "away: " + VisibleText.line(member.away());
    }

    public ExitCode bans(String room, boolean json) throws InterruptedException {
        for (RoomBan ban : online.permitted(online.client().moderation().bans(room))) {
            Instant until = ban.until();
            if (json) {
                console.out()
                        .println(new JsonLine()
                                .put("room", room)
                                .put("name", ban.name())
                                .put("by", ban.by())
                                .put("reason", ban.reason())
                                .put("since", Times.utc(ban.since()))
                                .put("until", until == null ? null : Times.utc(until))
                                .put("address", ban.address()));
            } else {
                table.row(
                        VisibleText.line(ban.name()) + (ban.address() ? " and the address" : ""),
                        until == null ? "until it is lifted" : "until " + Times.local(until),
                        "by " + VisibleText.line(ban.by()),
                        VisibleText.line(ban.reason()));
            }
        }
        return printTable();
    }

    public ExitCode invitations(String room, boolean json) throws InterruptedException {
        Instant now = Instant.now();
        for (RoomInvitation one : online.permitted(online.client().moderation().invitations(room))) {
            if (json) {
                console.out()
                        .println(new JsonLine()
                                .put("room", room)
                                .put("id", one.id())
                                .put("by", one.by())
                                .put("since", Times.utc(one.since()))
                                .put("until", Times.utc(one.until()))
                                .put("uses", one.uses())
                                .put("used", one.used())
                                .put("state", one.state(now)));
            } else {
                table.row(
                        VisibleText.line(one.id()),
                        one.state(now),
                        one.used() + " of " + one.uses() + " used",
                        "until " + Times.local(one.until()),
                        "by " + VisibleText.line(one.by()));
            }
        }
        return printTable();
    }

    private ExitCode printTable() {
        return printTable(0, false);
    }

    /** @param more of what is listed there is, and the server has not sent it */
    private ExitCode printTable(int more, boolean json) {
        table.print(console.out());
        if (more > 0) {
            (json ? console.err() : console.out()).println("… and " + more + " more");
        }
        return ExitCode.DONE;
    }
}
