package dev.roomtalk.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * The golden vectors in {@code proto/vectors}. Each file holds what a person writes (secrets, frames as text, names)
 * and what follows from it (keys, bytes, refusals); {@link #complete} works out the second from the first, datagrams by
 * {@link Independent}.
 */
final class Vectors {
    static final List<String> FILES = List.of("relay", "frames", "control", "names");

    private static final HexFormat HEX = HexFormat.of();
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private Vectors() {}

    static Path path(String file) {
        return Path.of("vectors", file + ".json");
    }

    static String text(String file) {
        try {
            return Files.readString(path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject read(String file) {
        return JsonParser.parseString(text(file)).getAsJsonObject();
    }

    /** The file as it must be, given what a person wrote in it. */
    static String complete(String file) {
        JsonObject all = read(file);
        switch (file) {
            case "relay" -> objects(all, "sessions").forEach(Vectors::completeSession);
            case "frames" ->
                objects(all, "frames")
                        .forEach(f -> f.addProperty(
                                "bytes", HEX.formatHex(frame(string(f, "text")).toByteArray())));
            case "control" ->
                objects(all, "messages")
                        .forEach(m -> m.addProperty(
                                "bytes", HEX.formatHex(record(message(string(m, "from"), string(m, "text"))))));
            case "names" -> {
                objects(all, "names").forEach(Vectors::completeName);
                objects(all, "pins")
                        .forEach(p ->
                                p.addProperty("sha256", HEX.formatHex(Pin.sha256(HEX.parseHex(string(p, "spki"))))));
            }
            default -> throw new IllegalArgumentException(file);
        }
        return ascii(GSON.toJson(all)) + "\n";
    }

    private static void completeSession(JsonObject session) {
        byte[] secret = HEX.parseHex(string(session, "secret"));
        long connectionId = number(session, "connection_id");
        JsonArray datagrams = (JsonArray) session.remove("datagrams");
        for (String sealedBy : List.of("client", "server")) {
            byte[] keys = Independent.keys(secret, sealedBy, connectionId);
            session.addProperty(sealedBy + "_key", HEX.formatHex(keys, 0, 16));
            session.addProperty(sealedBy + "_iv", HEX.formatHex(keys, 16, 28));
        }
        session.add("datagrams", datagrams);
        for (JsonObject datagram : objects(session, "datagrams")) {
            String sealedBy = string(datagram, "sealed_by");
            long packetNumber = number(datagram, "packet_number");
            byte[] plaintext = plaintext(datagram);
            byte[] iv = Arrays.copyOfRange(Independent.keys(secret, sealedBy, connectionId), 16, 28);
            datagram.addProperty("nonce", HEX.formatHex(Independent.nonce(iv, packetNumber)));
            datagram.addProperty("plaintext", HEX.formatHex(plaintext));
            datagram.addProperty(
                    "datagram",
                    HEX.formatHex(Independent.datagram(secret, sealedBy, connectionId, packetNumber, plaintext)));
        }
    }

    private static void completeName(JsonObject name) {
        switch (parse(name)) {
            case Name.Valid(Name valid) -> {
                name.addProperty("display", valid.display());
                name.addProperty("key", valid.key());
            }
            case Name.Invalid(String sentence) -> name.addProperty("refused", sentence);
        }
    }

    static Name.Parsed parse(JsonObject name) {
        String input = string(name, "input");
        return switch (string(name, "kind")) {
            case "room" -> Name.room(input);
            case "user" -> Name.user(input);
            case "label" -> Name.label(input);
            default -> throw new IllegalArgumentException(string(name, "kind"));
        };
    }

    static byte[] plaintext(JsonObject datagram) {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        for (JsonElement text : datagram.getAsJsonArray("frames")) {
            plaintext.writeBytes(frame(text.getAsString()).toByteArray());
        }
        return plaintext.toByteArray();
    }

    static Frame frame(String text) {
        return parse(text, Frame.newBuilder()).build();
    }

    /** {@code from}: client or server. */
    static Message message(String from, String text) {
        return from.equals("client")
                ? parse(text, ClientMessage.newBuilder()).build()
                : parse(text, ServerMessage.newBuilder()).build();
    }

    private static <B extends Message.Builder> B parse(String text, B builder) {
        try {
            TextFormat.merge(text, builder);
            return builder;
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static byte[] record(Message message) {
        byte[] body = message.toByteArray();
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    static List<JsonObject> objects(JsonObject in, String array) {
        return in.getAsJsonArray(array).asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    static String string(JsonObject in, String name) {
        return in.get(name).getAsString();
    }

    /** 8 bytes in hexadecimal. */
    static long number(JsonObject in, String name) {
        return Long.parseUnsignedLong(string(in, name), 16);
    }

    static byte[] bytes(JsonObject in, String name) {
        return HEX.parseHex(string(in, name));
    }

    /** JSON that reads the same whatever encoding its reader assumes. */
    private static String ascii(String json) {
        IntFunction<String> escaped = c -> c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c);
        return json.chars().mapToObj(escaped).collect(Collectors.joining());
    }

    static void write(String file) {
        try {
            Files.write(path(file), complete(file).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
