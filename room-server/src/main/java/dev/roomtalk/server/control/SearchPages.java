package dev.roomtalk.server.control;

import dev.roomtalk.proto.FoundMessage;
import dev.roomtalk.proto.SearchHit;
import dev.roomtalk.proto.SearchPage;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.MessageLog;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.Search.Found;
import dev.roomtalk.server.store.Search.Hit;
import dev.roomtalk.server.store.Search.Place;
import dev.roomtalk.server.store.WordQuery;
import dev.roomtalk.wire.Name;
import java.util.Map;
import java.util.Objects;

/** From what was found to the answer that carries it. */
final class SearchPages {
    private static final int MAX_MATCHES = 64;

    private SearchPages() {}

    /** @param names of the rooms that something was found in */
    static ServerMessage page(int request, WordQuery words, Found found, Map<RoomId, Name> names) {
        SearchPage.Builder page = SearchPage.newBuilder();
        for (Hit hit : found.hits()) {
            page.addHits(hit(words, hit, name(names, hit.room())));
        }
        for (Place place : found.rest()) {
            page.addRest(SearchPlace.newBuilder()
                    .setRoom(name(names, place.room()))
                    .setBelow(place.below() == Long.MAX_VALUE ? 0 : place.below()));
        }
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setSearchPage(page)
                .build();
    }

    private static String name(Map<RoomId, Name> names, RoomId room) {
        return Objects.requireNonNull(names.get(room)).display();
    }

    private static SearchHit hit(WordQuery words, Hit found, String room) {
        String text = found.entry().message().text();
        SearchHit.Builder hit = SearchHit.newBuilder().setRoom(room).setMessage(message(found.entry()));
        found.before().forEach(entry -> hit.addBefore(message(entry)));
        found.after().forEach(entry -> hit.addAfter(message(entry)));
        int before = FrameEncoder.shownText(found.entry()).length() - text.length();
        words.in(text).stream()
                .limit(MAX_MATCHES)
                .forEach(range -> hit.addMatches(before + text.codePointCount(0, range.start()))
                        .addMatches(text.codePointCount(range.start(), range.end())));
        return hit.build();
    }

    private static FoundMessage message(LogEntry entry) {
        MessageLog.AppendRequest message = entry.message();
        FoundMessage.Builder found = FoundMessage.newBuilder()
                .setEpoch(entry.epoch())
                .setSequence(entry.sequence())
                .setTimeMs(message.timeMillis())
                .setUserId(message.userId())
                .setAuthor(message.userName())
                .setText(FrameEncoder.shownText(entry))
                .setKindValue(entry.purpose().kind().number())
                .setTargetEpoch(entry.purpose().epoch())
                .setTarget(entry.purpose().sequence())
                .setChangedBy(entry.revision().by());
        if (entry.revision().removedBy() != null) {
            found.setRemovedBy(entry.revision().removedBy());
        }
        if (message.label() != null) {
            found.setLabel(message.label());
        }
        return found.build();
    }
}
