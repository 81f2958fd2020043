package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
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
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the content of one file to its client, as fast as the client reads. Confined to the connection's loop; the
 * content belongs to the threads for files. At most {@value #AHEAD} parts are read ahead.
 */
final class FileDownload extends TransferPhase {
    /** Bytes of a part: as a message it fills four TLS records. */
    private static final int CHUNK = (64 << 10) - 32;

    /** Parts that are read at a time. */
    private static final int BATCH = 4;

    private static final int AHEAD = 8;

    private final FileRecord file;
    private final long offset;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private boolean reading;
    private boolean readAll;

    // Of the threads for files
    private BlobStore.@Nullable Source source;
    private long left;

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
            left = file.size() - offset;
            onLoop(() -> {
                answer(ServerMessage.newBuilder()
                        .setTransferOpened(TransferOpened.newBuilder().setOffset(offset)));
                readAhead();
            });
        });
    }

    private void readAhead() {
        if (!reading && !readAll && !isOver() && ready.size() <= AHEAD - BATCH) {
            reading = true;
            onStore(this::readParts);
        }
    }

    private void readParts() throws IOException {
        BlobStore.Source from = source;
        if (from == null) {
            return;
        }
        List<byte[]> parts = new ArrayList<>();
        while (left > 0 && parts.size() < BATCH) {
            int length = (int) Math.min(left, CHUNK);
            parts.add(record(from, length));
            left -= length;
        }
        boolean all = left == 0;
        if (all) {
            parts.add(end());
        }
        onLoop(() -> {
            reading = false;
            readAll = all;
            ready.addAll(parts);
            goOn();
        });
    }

    /** Reads a part to where it stands in its message. */
    private byte[] record(BlobStore.Source from, int length) throws IOException {
        int dataSize = CodedOutputStream.computeTagSize(FileChunk.DATA_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(length)
                + length;
        int size = CodedOutputStream.computeUInt32Size(ServerMessage.REQUEST_ID_FIELD_NUMBER, request())
                + CodedOutputStream.computeTagSize(ServerMessage.FILE_CHUNK_FIELD_NUMBER)
                + CodedOutputStream.computeUInt32SizeNoTag(dataSize)
                + dataSize;
        byte[] record = new byte[Integer.BYTES + size];
        ByteBuffer.wrap(record).putInt(size);
        CodedOutputStream out = CodedOutputStream.newInstance(record, Integer.BYTES, size);
        out.writeUInt32(ServerMessage.REQUEST_ID_FIELD_NUMBER, request());
        out.writeTag(ServerMessage.FILE_CHUNK_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(dataSize);
        out.writeTag(FileChunk.DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(length);
        ByteBuffer data = ByteBuffer.wrap(record, record.length - length, length);
        while (data.hasRemaining()) {
            if (from.read(data) < 0) {
                throw new EOFException("its content is shorter than it was");
            }
        }
        return record;
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
