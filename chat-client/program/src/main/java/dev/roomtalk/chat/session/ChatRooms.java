package dev.roomtalk.chat.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of the chat, and which of them is shown: first those that were named when the program began, in that order,
 * and then the others, in the order in which they were joined. Confined to the UI thread.
 */
public final class ChatRooms {
    private final List<ChatRoom> views = new ArrayList<>();
    private List<String> named = List.of();
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

    /** These rooms were named when the program began. */
    public void named(List<String> rooms) {
        named = rooms.stream().map(ChatRooms::key).toList();
    }

    private static String key(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return key.length() > 1 && key.startsWith("#") ? key.substring(1) : key;
    }

    private int rank(String name) {
        int at = named.indexOf(key(name));
        return at < 0 ? named.size() : at;
    }

    public Optional<ChatRoom> find(String name) {
        return views.stream().filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The room of that name, which is added if it is missing. */
    public ChatRoom at(String name) {
        return find(name).orElseGet(() -> {
            ChatRoom view = new ChatRoom(name);
            int at = 0;
            while (at < views.size() && rank(views.get(at).name()) <= rank(name)) {
                at++;
            }
            views.add(at, view);
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
