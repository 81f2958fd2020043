package dev.roomtalk.chat.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of the chat in the order in which they were joined, and which of them is shown. Confined to the UI thread.
 */
public final class ChatRooms {
    private final List<ChatRoom> views = new ArrayList<>();
    private @Nullable ChatRoom shown;

    public List<ChatRoom> all() {
        return Collections.unmodifiableList(views);
    }

    @Nullable
    public ChatRoom shown() {
        return shown;
    }

    public void show(ChatRoom view) {
        shown = view;
    }

    public Optional<ChatRoom> find(String name) {
        return views.stream().filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The room of that name, which is added if it is missing. */
    public ChatRoom at(String name) {
        return find(name).orElseGet(() -> {
            ChatRoom view = new ChatRoom(name);
            views.add(view);
            return view;
        });
    }

    /** The room with that number, counted from 1. */
    public Optional<ChatRoom> number(int number) {
        return number >= 1 && number <= views.size() ? Optional.of(views.get(number - 1)) : Optional.empty();
    }

    public int numberOf(ChatRoom view) {
        return views.indexOf(view) + 1;
    }

    /** The room to look at next: one with a mention, else one with unread messages. */
    public Optional<ChatRoom> active() {
        return views.stream()
                .filter(ChatRoom::mentioned)
                .findFirst()
                .or(() -> views.stream().filter(v -> v.unread() > 0).findFirst());
    }

    /** Removes a room; if it was shown, no room is. */
    public void drop(ChatRoom view) {
        views.remove(view);
        if (shown == view) {
            shown = null;
        }
    }
}
