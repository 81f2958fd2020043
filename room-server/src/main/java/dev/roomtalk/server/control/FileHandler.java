package dev.roomtalk.server.control;

import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.GetFile;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SendFile;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.files.FileId;
import dev.roomtalk.server.files.FileRecord;
import dev.roomtalk.server.files.SharedFiles;
import dev.roomtalk.server.rooms.RoomRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives members of rooms tickets to send files and to get them. On the loop of the connection that sent the request;
 * the threads for files ask the store.
 */
final class FileHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FileHandler.class);
    private static final int MAX_NAME = 255;
    private static final int MAX_TYPE = 100;
    private static final int KEY_LENGTH = 32;

    private final Lobby lobby;
    private final @Nullable Transfers transfers;

    /** @param transfers null: this server takes no files */
    FileHandler(Lobby lobby, @Nullable Transfers transfers) {
        this.lobby = lobby;
        this.transfers = transfers;
    }

    /** What asks the store for a request; null: the request was refused. */
    private interface Asking {
        @Nullable
        FileRecord ask() throws IOException;
    }

    void send(ClientRequest request, SendFile send) {
        int key = send.getResumeKey().size();
        if (!isName(send.getName())) {
            request.refuse(
                    RefusalReason.BAD_NAME,
                    "the name of a file has 1 to " + MAX_NAME + " bytes, and neither '/' nor control characters");
        } else if (send.getSize() < 0 || !isType(send.getType()) || (key != 0 && key != KEY_LENGTH)) {
            request.refuse(
                    RefusalReason.BAD_REQUEST, "a file has a size, a type of ASCII, and a key of 32 bytes or none");
        } else {
            asMember(request, send.getRoom(), (files, room) -> {
                if (!room.snapshot().history()) {
                    request.refuse(
                            RefusalReason.BAD_REQUEST,
                            "room '" + send.getRoom() + "' keeps no history, and so no files");
                    return;
                }
                ticket(request, files, room, true, () -> offer(request, files, room, send));
            });
        }
    }

    private @Nullable FileRecord offer(ClientRequest request, Transfers files, RoomRef room, SendFile send)
            throws IOException {
        SharedFiles.Offer offer = new SharedFiles.Offer(
                room.id(),
                request.user().id(),
                request.user().name().display(),
                send.getName(),
                send.getSize(),
                send.getType(),
                HexFormat.of().formatHex(send.getResumeKey().toByteArray()));
        return switch (files.files().offer(offer, files.now())) {
            case SharedFiles.Taken taken -> taken.record();
            case SharedFiles.TooMuch tooMuch -> {
                RefusalReason reason = tooMuch.tooLong() ? RefusalReason.TOO_LONG : RefusalReason.LIMIT_REACHED;
                request.execute(() -> request.refuse(reason, tooMuch.sentence()));
                yield null;
            }
        };
    }

    void get(ClientRequest request, GetFile get) {
        FileId id = FileId.of(get.getId().toByteArray());
        if (id == null) {
            request.refuse(RefusalReason.BAD_REQUEST, "the id of a file is 16 bytes");
        } else {
            asMember(
                    request,
                    get.getRoom(),
                    (files, room) -> ticket(request, files, room, false, () -> {
                        FileRecord file = files.files().find(room.id(), id);
                        if (file == null) {
                            request.execute(() -> request.refuse(
                                    RefusalReason.NO_SUCH_FILE,
                                    "room '" + get.getRoom() + "' has no file " + id
                                            + ": files are removed with the messages that announced them"));
                        }
                        return file;
                    }));
        }
    }

    /** Goes on with a room of which the user is a member. */
    private interface InRoom {
        void run(Transfers files, RoomRef room);
    }

    private void asMember(ClientRequest request, String name, InRoom then) {
        request.withRoom(lobby, name, room -> {
            if (!lobby.isMember(request.user().id(), room)) {
                request.refuseStranger(room);
            } else if (transfers == null || transfers.limits().perFile() == 0) {
                request.refuse(RefusalReason.BAD_REQUEST, "this server takes no files");
            } else {
                then.run(transfers, room);
            }
        });
    }

    private static void ticket(ClientRequest request, Transfers files, RoomRef room, boolean upload, Asking asking) {
        files.threads().execute(() -> {
            FileRecord file;
            try {
                file = asking.ask();
            } catch (IOException e) {
                LOG.warn("the files cannot be used: {}", e.toString());
                request.execute(() -> request.refuse(
                        RefusalReason.SERVER_FULL,
                        "the server cannot keep or read files now: its disk or bucket is full, or cannot be used"));
                return;
            }
            if (file != null) {
                FileTicket ticket = files.ticket(request.user().id(), room, file, upload);
                request.execute(() -> {
                    if (ticket == null) {
                        request.busy();
                    } else {
                        request.answer(ServerMessage.newBuilder().setFileTicket(ticket));
                    }
                });
            }
        });
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME
                && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c))
                && !name.equals(".")
                && !name.equals("..");
    }

    private static boolean isType(String type) {
        return type.length() <= MAX_TYPE && type.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
