package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversations;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.ReadMark;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.SetContacts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The {@link Conversations} of a session: each call is one request. */
final class ConversationRequests implements Conversations {
    private final ModerationRequests.Asking asking;
    private final Function<String, CompletableFuture<Integer>> numbers;

    /** @param numbers finds the number of a room on the present connection; 0: this session is not in it */
    ConversationRequests(ModerationRequests.Asking asking, Function<String, CompletableFuture<Integer>> numbers) {
        this.asking = asking;
        this.numbers = numbers;
    }

    @Override
    public CompletableFuture<Overview> list(boolean watch) {
        return asking.ask(
                ClientMessage.newBuilder()
                        .setListConversations(ListConversations.newBuilder().setWatch(watch)),
                true,
                answer -> new Overview(
                        new Listing<>(
                                FromServer.conversations(answer.getConversationList()),
                                answer.getConversationList().getConversationCount()),
                        FromServer.contacts(answer.getConversationList().getContacts())));
    }

    @Override
    public CompletableFuture<List<ReadMark>> readMarks() {
        return asking.ask(
                ClientMessage.newBuilder()
                        .setListConversations(ListConversations.newBuilder().setRooms(true)),
                true,
                answer -> FromServer.readMarks(answer.getConversationList()));
    }

    @Override
    public CompletableFuture<Void> allow(Contacts contacts) {
        dev.roomtalk.proto.Contacts wanted =
                switch (contacts) {
                    case EVERYBODY -> dev.roomtalk.proto.Contacts.CONTACTS_EVERYBODY;
                    case ROOMS -> dev.roomtalk.proto.Contacts.CONTACTS_ROOMS;
                    case NOBODY -> dev.roomtalk.proto.Contacts.CONTACTS_NOBODY;
                };
        return asking.ask(
                ClientMessage.newBuilder()
                        .setSetContacts(SetContacts.newBuilder().setContacts(wanted)),
                true,
                _ -> null);
    }

    @Override
    public CompletableFuture<Void> markRead(String room, long sequence) {
        return numbers.apply(room).thenCompose(number -> {
            if (number == 0) {
                return CompletableFuture.failedFuture(
                        new ChatException(Reason.NOT_A_MEMBER, "this session is not in room " + room));
            }
            return asking.ask(
                    ClientMessage.newBuilder()
                            .setMarkRead(MarkRead.newBuilder().setRoom(number).setSequence(sequence)),
                    // On another connection the room has another number.
                    false,
                    _ -> null);
        });
    }
}
