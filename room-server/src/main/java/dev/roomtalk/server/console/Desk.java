package dev.roomtalk.server.console;

/** Where one operator stands, and has done what it asks for. Confined to the thread of its connection, which may wait. */
final class Desk {
    private final Views views;
    private final Deeds deeds;

    Desk(Served served, Caller caller) {
        Reach reach = new Reach(served, caller);
        this.views = new Views(served, reach);
        this.deeds = new Deeds(served, reach);
    }

    /** @param line a request as it came */
    Answer answer(String line) {
        try {
            Request request = Request.decoded(line);
            return Answer.done(request.command().run(this, request));
        } catch (DeclinedException e) {
            return Answer.declined(String.valueOf(e.getMessage()));
        }
    }

    Views views() {
        return views;
    }

    Deeds deeds() {
        return deeds;
    }
}
