package dev.roomtalk.client.internal.wire;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.MemberRole;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.ReadMark;
import dev.roomtalk.client.RoomBan;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomInvitation;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomSettings;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.Search;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ConversationList;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.FoundMessage;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.ListedBan;
import dev.roomtalk.proto.ListedInvitation;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.RoomList;
import dev.roomtalk.proto.SearchHit;
import dev.roomtalk.proto.SearchPage;
import dev.roomtalk.wire.Kind;
import dev.roomtalk.wire.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of the library's API from messages of the server.
 *
 * <p>Over 300 lines, because every kind of value that a server's message has is made here, where each text is checked.
 */
public final class FromServer {
    private FromServer() {}

    public static List<ReadMark> readMarks(ConversationList list) {
        return list.getRoomsList().stream()
                .map(room -> new ReadMark(ServerText.roomName(room.getName()), room.getRead(), room.getSequence()))
                .toList();
    }

    public static List<Conversation> conversations(ConversationList list) {
        return list.getConversationsList().stream()
                .map(listed -> {
                    String name = ServerText.roomName(listed.getName());
                    return new Conversation(
                            name,
                            Conversation.is(name) ? name.substring(Conversation.MARK.length()) : name,
                            listed.getUserId(),
                            listed.getSequence(),
                            listed.getRead(),
                            listed.getUnread(),
                            until(listed.getTimeMs()));
                })
                .toList();
    }

    /** One that this version does not know lets nobody in. */
    public static Contacts contacts(dev.roomtalk.proto.Contacts contacts) {
        return switch (contacts) {
            case CONTACTS_EVERYBODY -> Contacts.EVERYBODY;
            case CONTACTS_ROOMS -> Contacts.ROOMS;
            case CONTACTS_NOBODY, CONTACTS_UNSPECIFIED, UNRECOGNIZED -> Contacts.NOBODY;
        };
    }

    public static List<RoomSummary> rooms(RoomList listed) {
        return listed.getRoomsList().stream()
                .map(room -> new RoomSummary(
                        ServerText.roomName(room.getName()),
                        ServerText.topic(room.getTopic()),
                        room.getMemberCount(),
                        room.getPresentCount(),
                        room.getPasswordNeeded(),
                        room.getJoined(),
                        !room.getNoHistory(),
                        room.getPrivate()))
                .toList();
    }

    public static JoinedRoom joinedRoom(Joined joined) {
        return new JoinedRoom(
                ServerText.roomName(joined.getName()),
                ServerText.topic(joined.getTopic()),
                joined.getEpoch(),
                joined.getSequence(),
                members(joined.getMembersList()),
                joined.getMemberCount(),
                joined.getStored(),
                joined.getHistory(),
                settings(joined.getSettings()));
    }

    public static List<RoomMember> members(List<ListedMember> listed) {
        return listed.stream()
                .map(member -> new RoomMember(
                        member.getUserId(),
                        ServerText.userName(member.getName()),
                        role(member.getRole()),
                        until(member.getMutedUntilMs()),
                        member.getPresent(),
                        ServerText.sentence(member.getAway()),
                        until(member.getDisconnectedMs())))
                .toList();
    }

    public static MemberRole role(Role role) {
        return switch (role) {
            case ROLE_MODERATOR -> MemberRole.MODERATOR;
            case ROLE_HOST -> MemberRole.HOST;
            case ROLE_MUTED -> MemberRole.MUTED;
            case ROLE_MEMBER, ROLE_UNSPECIFIED, UNRECOGNIZED -> MemberRole.MEMBER;
        };
    }

    public static RoomSettings settings(dev.roomtalk.proto.RoomSettings settings) {
        return new RoomSettings(
                settings.getHistoryLines(),
                settings.getKeepSeconds(),
                settings.getKeepMessages(),
                settings.getKeepBytes(),
                settings.getSlowSeconds(),
                settings.getEditSeconds());
    }

    public static RoomBan ban(ListedBan listed) {
        return new RoomBan(
                ServerText.userName(listed.getName()),
                ServerText.userName(listed.getBy()),
                ServerText.sentence(listed.getReason()),
                Instant.ofEpochMilli(listed.getSinceMs()),
                until(listed.getUntilMs()),
                listed.getAddress());
    }

    /** The end of a ban or a mute, from milliseconds of Unix time; null for 0, which stands for no end. */
    public static @Nullable Instant until(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    public static RoomInvitation invitation(ListedInvitation listed) {
        return new RoomInvitation(
                ServerText.sentence(listed.getId()),
                ServerText.userName(listed.getBy()),
                Instant.ofEpochMilli(listed.getSinceMs()),
                Instant.ofEpochMilli(listed.getUntilMs()),
                listed.getUses(),
                listed.getUsed());
    }

    /** @throws ChatException it is no token */
    public static String invitationToken(ByteString token) throws ChatException {
        return InvitationToken.of(token(token));
    }

    /**
     * A token as the server made it.
     *
     * @throws ChatException it has another length, and would be kept or handed out as what it is not
     */
    public static byte[] token(ByteString token) throws ChatException {
        if (token.size() != Protocol.TOKEN_LENGTH) {
            throw new ChatException(
                    ChatException.Reason.PROTOCOL_ERROR,
                    "the server's answer makes no sense: a token is " + Protocol.TOKEN_LENGTH
                            + " bytes, and this one has " + token.size());
        }
        return token.toByteArray();
    }

    /**
     * @param instance of this program: its own messages are marked
     * @throws ChatException the messages are not in order, or not those that were asked for: who asks for page after
     *     page would never come to an end
     */
    public static RoomHistory history(String room, long instance, HistoryQuery query, HistoryPage page)
            throws ChatException {
        long last = Math.max(query.after(), page.getCoversFrom());
        long end = query.upTo() == 0 ? page.getCoversTo() : Math.min(query.upTo(), page.getCoversTo());
        Map<Integer, Author> authors = authors(page);
        List<ChatEvent.Message> messages = new ArrayList<>(page.getMessagesCount());
        for (Deliver message : page.getMessagesList()) {
            if (message.getSequence() <= last || message.getSequence() > end) {
                throw new ChatException(
                        ChatException.Reason.PROTOCOL_ERROR,
                        "the server's answer makes no sense: message " + message.getSequence()
                                + " is not one of the history that was asked for");
            }
            last = message.getSequence();
            Author author = authors.getOrDefault(message.getAuthor(), nameless(message.getAuthor()));
            Instant time = Instant.ofEpochMilli(message.getTimeMs());
            messages.add(message(room, message, author, message.getEpoch(), time, instance));
        }
        return new RoomHistory(room, messages, page.getCoversFrom(), page.getCoversTo(), page.getOldest());
    }

    public static ChatEvent.Message message(
            String room, Deliver message, Author author, long epoch, Instant time, long instance) {
        Kind kind = kind(message.getKindValue());
        String removedBy = removedBy(message.getRemovedBy());
        return new ChatEvent.Message(
                room,
                epoch,
                message.getSequence(),
                author.getName(),
                author.getUserId(),
                ServerText.label(message.getLabel()),
                removedBy == null ? kind.said(message.getText()) : "",
                time,
                author.getInstance() == instance,
                kind(kind),
                target(kind, message.getTargetEpoch(), message.getTarget()),
                message.getChangedBy(),
                removedBy);
    }

    /** One of a later version is a text, as it says itself. */
    private static Kind kind(int number) {
        Kind kind = Kind.of(number);
        return kind == null ? Kind.TEXT : kind;
    }

    private static MessageKind kind(Kind kind) {
        return switch (kind) {
            case TEXT -> MessageKind.TEXT;
            case ACTION -> MessageKind.ACTION;
            case REMOVAL -> MessageKind.REMOVAL;
            case EDIT -> MessageKind.EDIT;
            case REACTION -> MessageKind.REACTION;
            case REPLY -> MessageKind.REPLY;
        };
    }

    private static @Nullable MessageId target(Kind kind, long epoch, long sequence) {
        return kind.isAbout() ? new MessageId(epoch, sequence) : null;
    }

    private static @Nullable String removedBy(String name) {
        return name.isEmpty() ? null : ServerText.userName(name);
    }

    /** The authors that a page of history names, by their numbers. */
    public static Map<Integer, Author> authors(HistoryPage page) {
        Map<Integer, Author> authors = new HashMap<>();
        page.getAuthorsList().forEach(author -> authors.put(author.getNumber(), ServerText.author(author)));
        return authors;
    }

    /** Stands for an author whose name the server did not give. */
    public static Author nameless(int number) {
        return Author.newBuilder().setNumber(number).setName("?").build();
    }

    public static Search.Page searchPage(SearchPage answer) {
        return new Search.Page(
                answer.getHitsList().stream().map(FromServer::hit).toList(),
                answer.getRestList().stream()
                        .map(place -> new Search.Place(ServerText.roomName(place.getRoom()), place.getBelow()))
                        .toList());
    }

    private static Search.Hit hit(SearchHit hit) {
        return new Search.Hit(
                ServerText.roomName(hit.getRoom()),
                found(hit.getMessage()),
                hit.getBeforeList().stream().map(FromServer::found).toList(),
                hit.getAfterList().stream().map(FromServer::found).toList(),
                matches(hit));
    }

    private static Search.Message found(FoundMessage found) {
        Kind kind = kind(found.getKindValue());
        String removedBy = removedBy(found.getRemovedBy());
        return new Search.Message(
                found.getEpoch(),
                found.getSequence(),
                Instant.ofEpochMilli(found.getTimeMs()),
                ServerText.userName(found.getAuthor()),
                ServerText.label(found.getLabel()),
                removedBy == null ? kind.said(found.getText()) : "",
                kind(kind),
                target(kind, found.getTargetEpoch(), found.getTarget()),
                found.getChangedBy(),
                removedBy);
    }

    /** The matches that lie in the text, in order; others that a server might send are left out. */
    private static List<Search.Stretch> matches(SearchHit hit) {
        String shown = hit.getMessage().getText();
        String text = kind(hit.getMessage().getKindValue()).said(shown);
        int before = shown.length() - text.length();
        int points = text.codePointCount(0, text.length());
        List<Search.Stretch> matches = new ArrayList<>();
        int behind = 0;
        for (int i = 0; i + 1 < hit.getMatchesCount(); i += 2) {
            long start = Integer.toUnsignedLong(hit.getMatches(i)) - before;
            long end = start + Integer.toUnsignedLong(hit.getMatches(i + 1));
            if (start >= behind && end > start && end <= points) {
                matches.add(new Search.Stretch(
                        text.offsetByCodePoints(0, (int) start), text.offsetByCodePoints(0, (int) end)));
                behind = (int) end;
            }
        }
        return matches;
    }

    /** How many messages of a room may be unanswered. */
    public static int inFlight(Limits limits) {
        int limit = limits.getInFlight();
        return limit > 0 ? Math.min(limit, Protocol.MAX_IN_FLIGHT) : Protocol.MAX_IN_FLIGHT;
    }
}
