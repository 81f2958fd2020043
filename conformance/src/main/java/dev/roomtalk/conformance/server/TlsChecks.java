package dev.roomtalk.conformance.server;

import static dev.roomtalk.conformance.server.ControlChecks.getSuccession;
import static dev.roomtalk.conformance.server.ControlChecks.hello;
import static dev.roomtalk.conformance.server.ControlChecks.listRooms;
import static dev.roomtalk.conformance.server.Probe.require;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.conformance.wire.Tls;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Succession;
import dev.roomtalk.proto.SuccessionStatement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The checks of TLS and of framing. */
final class TlsChecks {
    private final Probe probe;
    private final @Nullable String pin;

    /** @param pin that the server must have; null: any */
    TlsChecks(Probe probe, @Nullable String pin) {
        this.probe = probe;
        this.pin = pin;
    }

    void addTo(CheckList list) {
        list.add("TLS", "the server speaks TLS 1.3", this::speaksTls13);
        list.add("TLS", "the server speaks no version older than TLS 1.3", this::speaksNothingOlder);
        list.add("TLS", "the pin of the server's key is the one that was given", this::hasThePin);
        list.add("Framing", "a record may come byte by byte", this::recordInPieces);
        list.add("Framing", "two records may come at once", this::recordsAtOnce);
        list.add(
                "Framing",
                "a message of more than 2,048 bytes before Welcome is answered with PROTOCOL_ERROR",
                () -> probe.protocolError(peer -> peer.records()
                        .send(hello(1).setName("x".repeat(2_048)).build().toByteArray())));
        list.add(
                "Framing",
                "what is not protobuf is answered with PROTOCOL_ERROR",
                () -> probe.protocolError(peer -> peer.records().send(new byte[] {0x0a, 0x7f, 1})));
        list.add("TLS", "GetSuccession before Hello is answered with valid statements", this::succession);
    }

    private Tls tls() {
        Tls tls = probe.tls();
        if (tls == null) {
            throw new Skipped("plain TCP");
        }
        return tls;
    }

    private void speaksTls13() throws IOException {
        try (Socket socket = probe.socket();
                SSLSocket secure = tls().connect(socket, probe.address())) {
            String version = secure.getSession().getProtocol();
            require("TLSv1.3".equals(version), version);
        }
    }

    private void speaksNothingOlder() throws IOException {
        try (Socket socket = probe.socket();
                SSLSocket secure = tls().connect(socket, probe.address(), "TLSv1.2")) {
            throw new Finding(secure.getSession().getProtocol());
        } catch (SSLException e) {
            // Refused, as it should be.
        }
    }

    private void hasThePin() throws IOException {
        try (Socket socket = probe.socket();
                SSLSocket secure = tls().connect(socket, probe.address())) {
            String shown = Tls.pin(Tls.keyOf(secure));
            if (pin == null) {
                throw new Skipped("none was given; the server shows " + shown);
            }
            require(pin.equals(shown), shown);
        }
    }

    private void recordInPieces() throws IOException {
        probe.inSession(peer -> {
            byte[] record =
                    RecordSocket.record(listRooms().setRequestId(77).build().toByteArray());
            for (byte one : record) {
                peer.records().write(new byte[] {one});
            }
            require(peer.answer(77).hasRoomList(), "no RoomList");
        });
    }

    private void recordsAtOnce() throws IOException {
        probe.inSession(peer -> {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            for (int request : List.of(77, 78)) {
                both.writeBytes(RecordSocket.record(
                        listRooms().setRequestId(request).build().toByteArray()));
            }
            peer.records().write(both.toByteArray());
            require(peer.answer(77).hasRoomList() && peer.answer(78).hasRoomList(), "no RoomList");
        });
    }

    private void succession() throws Exception {
        try (Peer peer = probe.connect()) {
            ServerMessage answer = peer.ask(getSuccession());
            require(answer.hasSuccession(), answer.getBodyCase().name());
            Succession succession = answer.getSuccession();
            for (SuccessionStatement statement : succession.getStatementsList()) {
                require(isSigned(statement), "a statement whose signature is wrong");
            }
            Peer.welcome(peer.hello(probe.hello(probe.alice()).build()));
        }
    }

    private static boolean isSigned(SuccessionStatement statement) throws Exception {
        byte[] oldKey = statement.getOldKey().toByteArray();
        byte[] newKey = statement.getNewKey().toByteArray();
        byte[] title = "roomtalk succession v1\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer text = ByteBuffer.allocate(title.length + 4 + oldKey.length + 4 + newKey.length + 8)
                .put(title)
                .putInt(oldKey.length)
                .put(oldKey)
                .putInt(newKey.length)
                .put(newKey)
                .putLong(statement.getUntilMs());
        for (String[] kind :
                new String[][] {{"EC", "SHA256withECDSA"}, {"RSA", "SHA256withRSA"}, {"Ed25519", "Ed25519"}}) {
            PublicKey key;
            try {
                key = KeyFactory.getInstance(kind[0]).generatePublic(new X509EncodedKeySpec(oldKey));
            } catch (InvalidKeySpecException e) {
                continue;
            }
            Signature signature = Signature.getInstance(kind[1]);
            signature.initVerify(key);
            signature.update(text.array());
            return signature.verify(statement.getSignature().toByteArray());
        }
        return false;
    }
}
