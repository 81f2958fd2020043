package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.Probe.join;
import static dev.roomtalk.conformance.server.Probe.require;

import com.google.protobuf.ByteString;
import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileChunk;
import dev.roomtalk.proto.FileEnd;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.GetFile;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SendFile;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SharedFile;
import java.io.IOException;

/** The checks of files. */
final class FileChecks {
    private static final String FILES = "Files";
    private static final int SIZE = 150_000;
    private static final int PART = 50_000;

    private final Probe probe;

    FileChecks(Probe probe) {
        this.probe = probe;
    }

    void addTo(CheckList list) {
        list.add(FILES, "a file goes from one member to another, and FileStored has its hash", this::goes);
        list.add(FILES, "an interrupted file goes on under its id at the offset that the server has", this::goesOn);
        list.add(FILES, "a file that is got goes on at the offset that is asked for", this::getsTheRest);
        list.add(FILES, "a content that is not that of its hash is NO_SUCH_FILE, and cannot be got", this::wrongHash);
        list.add(FILES, "a ticket is good once; another is UNKNOWN_TOKEN", this::onceOnly);
        list.add(FILES, "who is no member gets no ticket: NOT_A_MEMBER", this::membersOnly);
        list.add(FILES, "a file that is longer than Limits.file_bytes is TOO_LONG", this::tooLong);
    }

    /** Alice with a room of hers, on a server that takes files. */
    private interface InRoom {
        void with(Probe.Session alice, Joined room) throws IOException;
    }

    private void inRoom(InRoom check) throws IOException {
        try (Probe.Session alice = probe.session(probe.alice())) {
            if (alice.welcome().getLimits().getFileBytes() == 0) {
                throw new Skipped("the server takes no files");
            }
            check.with(alice, probe.room(alice));
        }
    }

    private ByteString content() {
        return ByteString.copyFrom(probe.bytes(SIZE));
    }

    private static ByteString hash(ByteString content) {
        return ByteString.copyFrom(Probe.sha256(content.toByteArray()));
    }

    private static ClientMessage.Builder send(Joined room, long size, ByteString key) {
        return ClientMessage.newBuilder()
                .setSendFile(SendFile.newBuilder()
                        .setRoom(room.getName())
                        .setName("report.bin")
                        .setSize(size)
                        .setResumeKey(key));
    }

    private static ClientMessage.Builder get(Joined room, ByteString id) {
        return ClientMessage.newBuilder()
                .setGetFile(GetFile.newBuilder().setRoom(room.getName()).setId(id));
    }

    private static FileTicket ticket(Probe.Session session, ClientMessage.Builder request) {
        ServerMessage answer = session.peer().ask(request);
        require(answer.hasFileTicket(), answer.getBodyCase() + " instead of FileTicket");
        require(answer.getFileTicket().getFile().getId().size() == 16, "an id that is not 16 bytes");
        return answer.getFileTicket();
    }

    private static ServerMessage open(Peer transfer, FileTicket ticket, long offset) {
        return transfer.ask(ClientMessage.newBuilder()
                .setOpenTransfer(
                        OpenTransfer.newBuilder().setTicket(ticket.getTicket()).setOffset(offset)));
    }

    private static long offset(ServerMessage answer) {
        if (!answer.hasTransferOpened()) {
            throw new Finding(answer.getBodyCase() + " instead of TransferOpened");
        }
        return answer.getTransferOpened().getOffset();
    }

    /** Under the number of the OpenTransfer, the one request of the connection. */
    private static void say(Peer transfer, ClientMessage.Builder message) {
        transfer.records().send(message.setRequestId(1).build().toByteArray());
    }

    private static void parts(Peer transfer, ByteString content, int from, int to) {
        for (int at = from; at < to; at += PART) {
            ByteString part = content.substring(at, Math.min(at + PART, to));
            say(
                    transfer,
                    ClientMessage.newBuilder()
                            .setFileChunk(FileChunk.newBuilder().setData(part)));
        }
    }

    private static ServerMessage end(Peer transfer, ByteString hash) {
        say(transfer, ClientMessage.newBuilder().setFileEnd(FileEnd.newBuilder().setSha256(hash)));
        return transfer.await(
                "FileStored or a Refusal", message -> message.hasFileStored() || message.hasRefusal() ? message : null);
    }

    private SharedFile stored(Probe.Session session, Joined room, ByteString content) throws IOException {
        FileTicket ticket = ticket(session, send(room, content.size(), ByteString.EMPTY));
        try (Peer transfer = probe.connect()) {
            require(offset(open(transfer, ticket, 0)) == 0, "a new file that does not begin with byte 0");
            parts(transfer, content, 0, content.size());
            ServerMessage answer = end(transfer, hash(content));
            require(answer.hasFileStored(), answer.getBodyCase() + " instead of FileStored");
            return answer.getFileStored().getFile();
        }
    }

    private ByteString got(Probe.Session session, Joined room, ByteString id, int offset) throws IOException {
        FileTicket ticket = ticket(session, get(room, id));
        try (Peer transfer = probe.connect()) {
            require(offset(open(transfer, ticket, offset)) == offset, "another offset than was asked for");
            ByteString got = ByteString.EMPTY;
            while (true) {
                ServerMessage message = transfer.await(
                        "a FileChunk or FileEnd", each -> each.hasFileChunk() || each.hasFileEnd() ? each : null);
                if (message.hasFileEnd()) {
                    return got;
                }
                ByteString part = message.getFileChunk().getData();
                require(!part.isEmpty() && part.size() <= 65_536, "a FileChunk of " + part.size() + " bytes");
                got = got.concat(part);
            }
        }
    }

    private void goes() throws IOException {
        inRoom((alice, room) -> {
            ByteString content = content();
            SharedFile file = stored(alice, room, content);
            require(file.getSha256().equals(hash(content)), "FileStored with another hash");
            require(file.getSize() == SIZE, "FileStored with size " + file.getSize());
            try (Probe.Session bob = probe.session(probe.bob())) {
                bob.peer().joined(join(room.getName()));
                require(got(bob, room, file.getId(), 0).equals(content), "another content than was sent");
            }
        });
    }

    private void goesOn() throws IOException {
        inRoom((alice, room) -> {
            ByteString content = content();
            ByteString key = ByteString.copyFrom(probe.bytes(32));
            FileTicket first = ticket(alice, send(room, SIZE, key));
            try (Peer transfer = probe.connect()) {
                offset(open(transfer, first, 0));
                parts(transfer, content, 0, 2 * PART);
            }
            FileTicket second = ticket(alice, send(room, SIZE, key));
            require(second.getFile().getId().equals(first.getFile().getId()), "another id than before");
            // The first connection may not be gone yet: then it is ended, and free in a moment.
            for (int attempt = 0; ; attempt++) {
                try (Peer transfer = probe.connect()) {
                    ServerMessage opened = open(transfer, second, 0);
                    if (opened.hasRefusal() && attempt < 50) {
                        Peer.refused(opened, RefusalReason.BUSY);
                        second = ticket(alice, send(room, SIZE, key));
                    } else {
                        int offset = Math.toIntExact(offset(opened));
                        require(offset <= 2 * PART, "offset " + offset + " beyond what was sent");
                        parts(transfer, content, offset, SIZE);
                        ServerMessage answer = end(transfer, hash(content));
                        require(answer.hasFileStored(), answer.getBodyCase() + " instead of FileStored");
                        break;
                    }
                }
            }
            require(got(alice, room, first.getFile().getId(), 0).equals(content), "another content than was sent");
        });
    }

    private void getsTheRest() throws IOException {
        inRoom((alice, room) -> {
            ByteString content = content();
            SharedFile file = stored(alice, room, content);
            require(
                    got(alice, room, file.getId(), SIZE - 7).equals(content.substring(SIZE - 7)),
                    "another content than the last 7 bytes");
            require(got(alice, room, file.getId(), SIZE).isEmpty(), "bytes behind the end");
        });
    }

    private void wrongHash() throws IOException {
        inRoom((alice, room) -> {
            ByteString content = content();
            FileTicket ticket = ticket(alice, send(room, SIZE, ByteString.EMPTY));
            try (Peer transfer = probe.connect()) {
                offset(open(transfer, ticket, 0));
                parts(transfer, content, 0, SIZE);
                Peer.refused(end(transfer, ByteString.copyFrom(probe.bytes(32))), RefusalReason.NO_SUCH_FILE);
            }
            alice.peer().refused(get(room, ticket.getFile().getId()), RefusalReason.NO_SUCH_FILE);
        });
    }

    private void onceOnly() throws IOException {
        inRoom((alice, room) -> {
            FileTicket ticket = ticket(alice, send(room, SIZE, ByteString.EMPTY));
            try (Peer transfer = probe.connect()) {
                offset(open(transfer, ticket, 0));
                try (Peer again = probe.connect()) {
                    Peer.refused(open(again, ticket, 0), RefusalReason.UNKNOWN_TOKEN);
                }
            }
        });
    }

    private void membersOnly() throws IOException {
        inRoom((alice, room) -> {
            SharedFile file = stored(alice, room, content());
            try (Probe.Session bob = probe.session(probe.bob())) {
                bob.peer().refused(get(room, file.getId()), RefusalReason.NOT_A_MEMBER);
                bob.peer().refused(send(room, SIZE, ByteString.EMPTY), RefusalReason.NOT_A_MEMBER);
            }
        });
    }

    private void tooLong() throws IOException {
        inRoom((alice, room) -> alice.peer()
                .refused(
                        send(room, alice.welcome().getLimits().getFileBytes() + 1, ByteString.EMPTY),
                        RefusalReason.TOO_LONG));
    }
}
