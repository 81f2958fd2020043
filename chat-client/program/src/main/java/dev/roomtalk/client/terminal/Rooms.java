package dev.roomtalk.client.terminal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rooms of one screen in the order in which they were joined, and which of them is shown. Confined to the UI thread. */
final class Rooms {
    private final List<RoomView> views = new ArrayList<>();
    private @Nullable RoomView shown;

    List<RoomView> all() {
        return Collections.unmodifiableList(views);
    }

    @Nullable
    RoomView shown() {
        return shown;
    }

    void show(RoomView view) {
        shown = view;
    }

    Optional<RoomView> find(String name) {
        return views.stream().filter(v -> v.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The room of that name, which is made if this screen has none. */
    RoomView at(String name) {
        return find(name).orElseGet(() -> {
            RoomView view = new RoomView(name);
            views.add(view);
            return view;
        });
    }

    /** The room with that number, counted from 1. */
    Optional<RoomView> number(int number) {
        return number >= 1 && number <= views.size() ? Optional.of(views.get(number - 1)) : Optional.empty();
    }

    int numberOf(RoomView view) {
        return views.indexOf(view) + 1;
    }

    /** The room to look at next: one with a mention, else one with unread messages. */
    Optional<RoomView> active() {
        return views.stream()
                .filter(RoomView::mentioned)
                .findFirst()
                .or(() -> views.stream().filter(v -> v.unread() > 0).findFirst());
    }

    /** Removes a room; if it was shown, none is. */
    void drop(RoomView view) {
        views.remove(view);
        if (shown == view) {
            shown = null;
        }
    }
}
