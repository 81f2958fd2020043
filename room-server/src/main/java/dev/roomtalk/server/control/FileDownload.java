package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.FileChunk;
import dev.roomtalk.proto.FileEnd;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TransferOpened;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.files.BlobStore;
import dev.roomtalk.server.files.FileRecord;
import dev.roomtalk.server.rooms.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Brings the content of one file to its client, as fast as the client reads. Confined to the connection's loop; the
 * content belongs to the threads for files. At most {@value #AHEAD} parts are read ahead.
 */
final class FileDownload extends TransferPhase {
    /** Bytes of a part: with what the client has not read it stays below what makes a connection one that is behind. */
    private static final int CHUNK = 32 << 10;

    private static final int AHEAD = 8;

    private final FileRecord file;
    private final long offset;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private boolean reading;
    private boolean readAll;

    // Of the threads for files
    private BlobStore.@Nullable Source source;

    FileDownload(Transfers transfers, Connection connection, Transfers.Grant grant, int request, long offset) {
        super(transfers, connection, grant, request);
        this.file = grant.file();
        this.offset = offset;
    }

    @Override
    void open() {
        if (offset < 0 || offset > file.size()) {
            refuse(RefusalReason.BAD_REQUEST, "the file has " + file.size() + " bytes, and none at " + offset);
            return;
        }
        onStore(() -> {
            source = transfers().files().read(file, offset);
            onLoop(() -> {
                answer(ServerMessage.newBuilder()
                        .setTransferOpened(TransferOpened.newBuilder().setOffset(offset)));
                readAhead();
            });
        });
    }

    private void readAhead() {
        if (!reading && !readAll && !isOver() && ready.size() < AHEAD) {
            reading = true;
            onStore(this::readPart);
        }
    }

    private void readPart() throws IOException {
        BlobStore.Source from = source;
        if (from == null) {
            return;
        }
        ByteBuffer part = ByteBuffer.allocate(CHUNK);
        int last;
        do {
            last = from.read(part);
        } while (last >= 0 && part.hasRemaining());
        part.flip();
        byte[] chunk = part.hasRemaining() ? record(part) : null;
        byte[] end = last < 0 ? end() : null;
        onLoop(() -> {
            reading = false;
            if (chunk != null) {
                ready.addLast(chunk);
            }
            if (end != null) {
                ready.addLast(end);
                readAll = true;
            }
            goOn();
        });
    }

    private byte[] record(ByteBuffer part) {
        return FrameEncoder.record(ServerMessage.newBuilder()
                .setRequestId(request())
                .setFileChunk(FileChunk.newBuilder().setData(UnsafeByteOperations.unsafeWrap(part)))
                .build());
    }

    private byte[] end() {
        return FrameEncoder.record(ServerMessage.newBuilder()
                .setRequestId(request())
                .setFileEnd(FileEnd.newBuilder()
                        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(file.sha256()))))
                .build());
    }

    @Override
    void goOn() {
        if (ready.isEmpty() || allowed()) {
            while (!slow() && !ready.isEmpty() && connection().offer(ready.getFirst())) {
                int bytes = ready.removeFirst().length;
                transfers().counters().add(Counter.FILE_BYTES_OUT, bytes);
                moved(bytes);
            }
            readAhead();
        }
    }

    @Override
    public void onMessage(ClientMessage message) {
        protocolError("a client that gets a file says nothing");
    }

    @Override
    void closeContent() throws IOException {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
