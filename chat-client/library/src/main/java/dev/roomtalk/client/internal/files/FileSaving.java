package dev.roomtalk.client.internal.files;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.FileKind;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.files.EarlySync;
import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.GetFile;
import dev.roomtalk.proto.OpenTransfer;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.wire.HashedOutput;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Gets one file, as often as it takes, and puts it into a directory. On the transfer's thread. */
final class FileSaving {
    private static final int BUFFER = 64 << 10;
    private static final int MAX_NUMBER = 10_000;

    private final FileTransfers.Transfer transfer;
    private final String room;
    private final String id;
    private final Path directory;
    private final @Nullable String name;
    private final RoomFiles.Progress progress;
    private final Interruptions interruptions;
    private boolean startedAnew;

    FileSaving(
            FileTransfers.Transfer transfer,
            String room,
            String id,
            Path directory,
            @Nullable String name,
            RoomFiles.Progress progress) {
        this.transfer = transfer;
        this.room = room;
        this.id = id;
        this.directory = directory;
        this.name = name;
        this.progress = progress;
        this.interruptions = new Interruptions(transfer);
    }

    RoomFiles.Saved run() throws ChatException, IOException, InterruptedException {
        if (name != null && Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
            throw exists(directory.resolve(name));
        }
        if (transfer.maxFileBytes() == 0) {
            throw new ChatException(Reason.FAILED, "this server takes no files");
        }
        // The whole id: another file never goes on from what there is of this one.
        Path part = directory.resolve("." + id + ".part");
        ClientMessage.Builder request = ClientMessage.newBuilder()
                .setGetFile(GetFile.newBuilder()
                        .setRoom(room)
                        .setId(ByteString.copyFrom(HexFormat.of().parseHex(id))));
        while (true) {
            try {
                FileTicket ticket = transfer.ticket(request.clone());
                RoomFile file = Answers.file(ticket.getFile());
                byte[] head = get(ticket, file, part);
                if (head != null) {
                    return new RoomFiles.Saved(file, put(part, file), FileKind.typeOf(head));
                }
                Files.delete(part);
                if (startedAnew) {
                    throw new ChatException(
                            Reason.PROTOCOL_ERROR,
                            "what came is not the file that was sent: its SHA-256 is not " + file.sha256());
                }
                startedAnew = true;
            } catch (ChatException e) {
                interruptions.refused(e);
            } catch (BrokenConnectionException e) {
                interruptions.broken(e);
            }
        }
    }

    /** Gets what is missing; the beginning of the content, or null: what is there now is not the file that was sent. */
    private byte @Nullable [] get(FileTicket ticket, RoomFile file, Path part)
            throws ChatException, IOException, BrokenConnectionException, InterruptedException {
        try (FileChannel out =
                PrivateFiles.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!lock(out)) {
                throw new ChatException(Reason.FAILED, "another program is getting this file into the same directory");
            }
            if (out.size() > file.size()) {
                out.truncate(0);
            }
            MessageDigest hash = Pin.newSha256();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (out.read(buffer) >= 0) {
                hash.update(buffer.flip());
                buffer.clear();
            }
            EarlySync disk = new EarlySync(out::force);
            receive(ticket, file, out, disk, hash);
            if (!Arrays.equals(hash.digest(), HexFormat.of().parseHex(file.sha256()))) {
                return null;
            }
            disk.finish();
            ByteBuffer head = ByteBuffer.allocate(FileKind.HEAD);
            while (head.hasRemaining() && out.read(head, head.position()) >= 0) {
                // Until it is full, or the file is over.
            }
            return Arrays.copyOf(head.array(), head.position());
        }
    }

    private static boolean lock(FileChannel out) throws IOException {
        try {
            return out.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void receive(FileTicket ticket, RoomFile file, FileChannel out, EarlySync disk, MessageDigest hash)
            throws ChatException, IOException, BrokenConnectionException, InterruptedException {
        long done = out.size();
        HashedOutput content = new HashedOutput(hash, bytes -> {
            disk.wrote(bytes.remaining());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
        try (TransferConnection connection = transfer.connect()) {
            Answers.send(
                    connection,
                    ClientMessage.newBuilder()
                            .setOpenTransfer(OpenTransfer.newBuilder()
                                    .setTicket(ticket.getTicket())
                                    .setOffset(done)));
            if (Answers.offset(Answers.next(connection), file.size()) != done) {
                throw Answers.nonsense();
            }
            ServerMessage message = Answers.next(connection);
            while (message.hasFileChunk()) {
                ByteString data = message.getFileChunk().getData();
                done += data.size();
                if (data.isEmpty() || done > file.size()) {
                    throw Answers.nonsense();
                }
                UnsafeByteOperations.unsafeWriteTo(data, content);
                interruptions.moved();
                progress.moved(done, file.size());
                message = Answers.next(connection);
            }
            if (!message.hasFileEnd()) {
                throw Answers.nonsense();
            }
        }
    }

    /** Gives the whole content its name, in the place of nothing. */
    private Path put(Path part, RoomFile file) throws ChatException, IOException {
        if (name != null) {
            Path wanted = directory.resolve(name);
            if (!move(part, wanted)) {
                throw exists(wanted);
            }
            return wanted;
        }
        String safe = SafeName.of(file.name());
        for (int number = 1; number < MAX_NUMBER; number++) {
            Path free = directory.resolve(number == 1 ? safe : SafeName.numbered(safe, number));
            if (move(part, free)) {
                return free;
            }
        }
        throw exists(directory.resolve(safe));
    }

    /** False: something of this name is there. */
    private static boolean move(Path part, Path to) throws IOException {
        try {
            // Unlike a move, a link never takes the place of another file.
            Files.createLink(to, part);
            Files.delete(part);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            // A file system without links.
            Files.move(part, to);
            return true;
        }
    }

    private static ChatException exists(Path path) {
        return new ChatException(
                Reason.FAILED, path + " is there already, and nothing is overwritten: give another name");
    }
}
