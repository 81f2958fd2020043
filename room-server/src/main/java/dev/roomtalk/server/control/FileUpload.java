package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileStored;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TransferOpened;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.files.BlobStore;
import dev.roomtalk.server.files.FileRecord;
import dev.roomtalk.wire.HashedOutput;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Takes the content of one file from its client. Confined to the connection's loop; the content and its hash belong to
 * the threads for files.
 *
 * <p>It reads from the connection as long as less than {@value #MOST} bytes wait for the store. What is there of a file
 * that was begun is hashed again from the store: after a loss of power it may not be what was sent.
 */
final class FileUpload extends TransferPhase {
    /** The longest part of a content. */
    static final int MAX_CHUNK = 64 << 10;

    /** Bytes that may wait for the store before the connection is not read any longer. */
    private static final int MOST = 512 << 10;

    private final FileRecord file;
    private boolean opened;
    private boolean atEnd;
    private long received;
    private int waiting;

    // Of the threads for files
    private final MessageDigest hash = Pin.newSha256();
    private BlobStore.@Nullable Draft draft;
    private long written;

    FileUpload(Transfers transfers, Connection connection, Transfers.Grant grant, int request) {
        super(transfers, connection, grant, request);
        this.file = grant.file();
    }

    @Override
    void open() {
        onStore(() -> {
            if (file.whole()) {
                written = file.size();
            } else {
                BlobStore.Draft there = transfers().files().draft(file.id());
                draft = there;
                ByteBuffer buffer = ByteBuffer.allocate(MAX_CHUNK);
                while (there.read(buffer) >= 0) {
                    hash.update(buffer.flip());
                    written += buffer.limit();
                    buffer.clear();
                }
            }
            long offset = written;
            onLoop(() -> opened(offset));
        });
    }

    private void opened(long offset) {
        opened = true;
        received = offset;
        answer(ServerMessage.newBuilder()
                .setTransferOpened(TransferOpened.newBuilder().setOffset(offset)));
    }

    @Override
    public void onMessage(ClientMessage message) {
        if (!opened || atEnd) {
            protocolError("a part of a file comes behind TransferOpened, and before FileEnd");
        } else if (message.hasFileChunk()) {
            onChunk(message.getFileChunk().getData());
        } else if (message.hasFileEnd()) {
            atEnd = true;
            onStore(() -> finish(message.getFileEnd().getSha256()));
        } else {
            protocolError("this connection carries a file, and nothing else");
        }
    }

    private void onChunk(ByteString data) {
        received += data.size();
        if (data.isEmpty() || data.size() > MAX_CHUNK || received > file.size()) {
            protocolError("a part of a file has 1 to " + MAX_CHUNK + " bytes, and all of them as many as was said");
        } else if (allowed()) {
            waiting += data.size();
            onStore(() -> write(data));
            moved(data.size());
            transfers().counters().add(Counter.FILE_BYTES_IN, data.size());
            readIfWanted();
        }
    }

    private void write(ByteString data) throws IOException {
        if (draft != null) {
            UnsafeByteOperations.unsafeWriteTo(data, new HashedOutput(hash, draft::write));
        }
        written += data.size();
        onLoop(() -> {
            waiting -= data.size();
            readIfWanted();
        });
    }

    @Override
    void goOn() {
        readIfWanted();
    }

    private void readIfWanted() {
        connection().read(!slow() && waiting < MOST);
    }

    private void finish(ByteString sent) throws IOException {
        if (written != file.size()) {
            long came = written;
            onLoop(() -> refuse(RefusalReason.BAD_REQUEST, came + " bytes came of a file that has " + file.size()));
            return;
        }
        String have = file.whole() ? file.sha256() : HexFormat.of().formatHex(hash.digest());
        if (!have.equals(HexFormat.of().formatHex(sent.toByteArray()))) {
            transfers().files().remove(file.id());
            onLoop(() -> refuse(
                    RefusalReason.NO_SUCH_FILE,
                    "the content that came is not what was sent (its SHA-256 differs): send the file again"));
            return;
        }
        FileRecord whole = draft == null
                ? file
                : transfers().files().finish(file, draft, have, transfers().now());
        transfers().counters().count(Counter.FILES_STORED);
        onLoop(() -> answer(
                ServerMessage.newBuilder().setFileStored(FileStored.newBuilder().setFile(Transfers.message(whole)))));
    }

    @Override
    void closeContent() throws IOException {
        if (draft != null) {
            draft.close();
            draft = null;
        }
    }
}
