package dev.roomtalk.client.internal.files;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.FileKind;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileChunk;
import dev.roomtalk.proto.FileEnd;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.SendFile;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.text.ByteSize;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;

/** Sends one file, as often as it takes. On the transfer's thread. */
final class FileSending {
    /** Bytes of a part: as a message it fills four TLS records. */
    private static final int CHUNK = (64 << 10) - 32;

    private final FileTransfers.Transfer transfer;
    private final String room;
    private final Path content;
    private final String name;
    private final RoomFiles.Progress progress;
    private final Interruptions interruptions;
    private boolean startedAnew;

    FileSending(FileTransfers.Transfer transfer, String room, Path content, String name, RoomFiles.Progress progress) {
        this.transfer = transfer;
        this.room = room;
        this.content = content;
        this.name = name;
        this.progress = progress;
        this.interruptions = new Interruptions(transfer);
    }

    RoomFile run() throws ChatException, IOException, InterruptedException {
        if (!Files.isRegularFile(content)) {
            throw new ChatException(Reason.FAILED, content + " is no file");
        }
        long size = Files.size(content);
        long most = transfer.maxFileBytes();
        if (most == 0) {
            throw new ChatException(Reason.FAILED, "this server takes no files");
        }
        if (Long.compareUnsigned(size, most) > 0) {
            throw new ChatException(
                    Reason.TOO_LONG,
                    "a file here has at most " + ByteSize.text(most) + "; " + name + " has " + ByteSize.text(size));
        }
        ClientMessage.Builder request = ClientMessage.newBuilder()
                .setSendFile(SendFile.newBuilder()
                        .setRoom(room)
                        .setName(name)
                        .setSize(size)
                        .setType(FileKind.typeOf(head()))
                        .setResumeKey(resumeKey(size)));
        while (true) {
            try {
                FileTicket ticket = transfer.ticket(request.clone());
                try (TransferConnection connection = transfer.connect()) {
                    return send(connection, ticket, size);
                }
            } catch (ChatException e) {
                if (e.reason() == Reason.NO_SUCH_FILE && !startedAnew) {
                    // What the server had of it was not what this file begins with.
                    startedAnew = true;
                } else {
                    interruptions.refused(e);
                }
            } catch (BrokenConnectionException e) {
                interruptions.broken(e);
            }
        }
    }

    private byte[] head() throws IOException {
        try (var in = Files.newInputStream(content)) {
            return in.readNBytes(FileKind.HEAD);
        }
    }

    /** The same for the same file that was not changed. */
    private ByteString resumeKey(long size) throws IOException {
        String what = String.join(
                "\0", content.toRealPath().toString(), name, "" + size, "" + Files.getLastModifiedTime(content));
        return ByteString.copyFrom(Pin.sha256(what.getBytes(StandardCharsets.UTF_8)));
    }

    private RoomFile send(TransferConnection connection, FileTicket ticket, long size)
            throws ChatException, IOException, BrokenConnectionException {
        Answers.send(
                connection,
                ClientMessage.newBuilder()
                        .setOpenTransfer(OpenTransfer.newBuilder().setTicket(ticket.getTicket())));
        long offset = Answers.offset(Answers.next(connection), size);
        MessageDigest hash = Pin.newSha256();
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try (FileChannel in = FileChannel.open(content, StandardOpenOption.READ)) {
            long done = 0;
            while (in.read(buffer) >= 0) {
                buffer.flip();
                hash.update(buffer.duplicate());
                // What the server has is read again for the hash alone.
                int known = Math.clamp(offset - done, 0, buffer.remaining());
                done += buffer.remaining();
                if (done > size) {
                    throw changed();
                }
                if (known < buffer.remaining()) {
                    buffer.position(known);
                    chunk(connection, buffer);
                    progress.moved(done, size);
                }
                buffer.clear();
            }
            if (done != size) {
                throw changed();
            }
        }
        ByteString sha256 = ByteString.copyFrom(hash.digest());
        Answers.send(
                connection,
                ClientMessage.newBuilder().setFileEnd(FileEnd.newBuilder().setSha256(sha256)));
        ServerMessage answer = Answers.next(connection);
        RoomFile stored = Answers.file(answer.getFileStored().getFile());
        if (!Arrays.equals(answer.getFileStored().getFile().getSha256().toByteArray(), sha256.toByteArray())) {
            throw Answers.nonsense();
        }
        return stored;
    }

    private ChatException changed() {
        return new ChatException(Reason.FAILED, name + " was changed while it was sent: send it again");
    }

    private void chunk(TransferConnection connection, ByteBuffer bytes)
            throws ChatException, BrokenConnectionException {
        Answers.send(
                connection,
                ClientMessage.newBuilder()
                        .setFileChunk(FileChunk.newBuilder().setData(UnsafeByteOperations.unsafeWrap(bytes))));
        interruptions.moved();
    }
}
