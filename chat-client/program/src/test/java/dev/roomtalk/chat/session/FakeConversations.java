package dev.roomtalk.chat.session;

import dev.roomtalk.client.Contacts;
import dev.roomtalk.client.Conversation;
import dev.roomtalk.client.Conversations;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.ReadMark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Conversations as a test says, and what is asked about them. */
public final class FakeConversations implements Conversations {
    public final List<Conversation> listed = new ArrayList<>();
    public final List<ReadMark> marks = new ArrayList<>();
    public final List<String> marked = new ArrayList<>();
    public Contacts contacts = Contacts.EVERYBODY;

    @Override
    public CompletableFuture<Overview> list(boolean watch) {
        return CompletableFuture.completedFuture(new Overview(new Listing<>(listed, listed.size()), contacts));
    }

    @Override
    public CompletableFuture<List<ReadMark>> readMarks() {
        return CompletableFuture.completedFuture(marks);
    }

    @Override
    public CompletableFuture<Void> allow(Contacts allowed) {
        contacts = allowed;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> markRead(String room, long sequence) {
        marked.add(room + " " + sequence);
        return CompletableFuture.completedFuture(null);
    }
}
