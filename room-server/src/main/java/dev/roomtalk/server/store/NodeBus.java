package dev.roomtalk.server.store;

import java.util.function.Consumer;

/** Brings what one node tells to all others that share its engine. Any thread; nothing here blocks. */
public interface NodeBus {
    /** Of a node that shares its engine with nobody. */
    NodeBus ALONE = new NodeBus() {
        @Override
        public void tell(Notice notice) {
            // There is nobody.
        }

        @Override
        public void listen(Consumer<Notice> listener) {
            // Nothing will come.
        }
    };

    /**
     * Tells the others, not this node. Nobody says whether it came: where it may not have, they get {@link
     * Notice.Missed}.
     */
    void tell(Notice notice);

    /** Sets who takes the notices of others, on any thread, one after the other. */
    void listen(Consumer<Notice> listener);
}
