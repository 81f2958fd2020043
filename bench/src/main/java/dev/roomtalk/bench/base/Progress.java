package dev.roomtalk.bench.base;

/** A line that a person who waits is shown, until the next one. Of one thread. */
public interface Progress {
    /** Nobody watches. */
    Progress NONE = new Progress() {
        @Override
        public boolean isWatched() {
            return false;
        }

        @Override
        public void show(String line) {}

        @Override
        public void clear() {}
    };

    /** Whether somebody watches: otherwise what costs something to find out need not be found out. */
    boolean isWatched();

    void show(String line);

    /** Takes the line away. */
    void clear();
}
