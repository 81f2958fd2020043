package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.join;
import static dev.roomtalk.conformance.server.Probe.require;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.proto.AwayChanged;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SetAway;
import java.io.IOException;

/** The checks of what members say of being away, and of since when they are disconnected. */
final class PresenceChecks {
    private static final String SECTION = "Away";
    private static final int MOST_CHARACTERS = 200;

    private final Probe probe;

    PresenceChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(SECTION, "the members of a room get AwayChanged, and ListedMember.away has the text", this::away);
        list.add(SECTION, "SetAway without a text ends it, for all sessions of the user", this::back);
        list.add(SECTION, "a text of more than 200 characters is TOO_LONG", this::tooLong);
        list.add(SECTION, "who comes to the room later is told of it by the list of members", this::toldLater);
    }

    private static ClientMessage.Builder away(String text) {
        return ClientMessage.newBuilder().setSetAway(SetAway.newBuilder().setText(text));
    }

    private static AwayChanged changed(Probe.Session of, Joined room, String text) {
        return of.peer()
                .await(
                        "AwayChanged '" + text + "'",
                        m -> m.hasAwayChanged()
                                        && m.getAwayChanged().getRoom() == room.getRoom()
                                        && m.getAwayChanged().getText().equals(text)
                                ? m.getAwayChanged()
                                : null);
    }

    private static ListedMember listed(Probe.Session by, Probe.Session of, Joined room) {
        return by
                .peer()
                .ask(ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom(room.getName())))
                .getMemberList()
                .getMembersList()
                .stream()
                .filter(member -> member.getUserId() == of.account().userId())
                .findFirst()
                .orElse(ListedMember.getDefaultInstance());
    }

    private interface Pair {
        void with(Probe.Session alice, Probe.Session bob, Joined room) throws IOException;
    }

    /** Alice, the host of a new room, and bob, who is another member of it. */
    private void inRoom(Pair pair) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice());
                Probe.Session bob = probe.session(probe.bob())) {
            Joined room = probe.room(alice);
            bob.peer().joined(join(room.getName()));
            pair.with(alice, bob, room);
        }
    }

    private void away() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.peer().done(away("lunch"));
            AwayChanged change = changed(alice, room, "lunch");
            require(change.getUserId() == bob.account().userId(), "another user_id");
            require(change.getName().equals(bob.account().name()), "name " + change.getName());
            ListedMember member = listed(alice, bob, room);
            require(member.getPresent(), "not present");
            require(member.getAway().equals("lunch"), "away '" + member.getAway() + "'");
        });
    }

    private void back() throws IOException {
        inRoom((alice, bob, room) -> {
            bob.peer().done(away("lunch"));
            changed(alice, room, "lunch");
            try (Probe.Session other = probe.session(probe.bob())) {
                other.peer().done(away(""));
                changed(alice, room, "");
                ListedMember member = listed(alice, bob, room);
                require(member.getAway().isEmpty(), "away '" + member.getAway() + "'");
            }
        });
    }

    private void tooLong() throws IOException {
        probe.inSession(peer -> {
            peer.refused(away("\u00e9".repeat(MOST_CHARACTERS + 1)), RefusalReason.TOO_LONG);
            peer.done(away("\u00e9".repeat(MOST_CHARACTERS)));
        });
    }

    private void toldLater() throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            Joined room = probe.room(alice);
            alice.peer().done(away("gone fishing"));
            try (Probe.Session bob = probe.session(probe.bob())) {
                bob.peer().joined(join(room.getName()));
                ListedMember member = listed(bob, alice, room);
                require(member.getAway().equals("gone fishing"), "away '" + member.getAway() + "'");
                require(member.getDisconnectedMs() == 0, "disconnected_ms of a member who is present");
            }
        }
    }
}
