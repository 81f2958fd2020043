package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PROTOCOL.md says what the code does, and leaves nothing out. */
class ProtocolDocumentTest {
    static String document() {
        try {
            return Files.readString(Path.of("PROTOCOL.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Descriptor> tabled() {
        List<Descriptor> tabled = new ArrayList<>();
        Frame.getDescriptor().getFields().forEach(kind -> tabled.add(kind.getMessageType()));
        tabled.add(Author.getDescriptor());
        return tabled;
    }

    @Test
    void everyReasonIsExplained() {
        Map<String, Integer> reasons = new HashMap<>();
        RefusalReason.getDescriptor().getValues().forEach(r -> reasons.put(r.getName(), r.getNumber()));
        CloseReason.getDescriptor().getValues().forEach(r -> reasons.put(r.getName(), r.getNumber()));
        // The number, the name, what it means, whether to come again.
        reasons.forEach((name, number) -> assertThat(document())
                .containsPattern("\\| %d \\| `%s` \\| [^|]{10,} \\| [^|]{2,} \\|\n".formatted(number, name)));
    }

    @Test
    void noReasonIsMadeUp() {
        List<String> known = Stream.concat(Stream.of(RefusalReason.values()), Stream.of(CloseReason.values()))
                .map(Enum::name)
                .toList();
        Matcher rows = Pattern.compile("^\\| \\d+ \\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
                .matcher(document());
        List<String> documented = rows.results().map(row -> row.group(1)).toList();
        assertThat(known).containsAll(documented);
    }

    @Test
    void everyControlMessageIsListed() {
        for (Descriptor message : List.of(ClientMessage.getDescriptor(), ServerMessage.getDescriptor())) {
            for (FieldDescriptor body : message.getOneofs().getFirst().getFields()) {
                assertThat(document())
                        .containsPattern("\\| %d \\| `%s` \\| [^|]{5,} \\|"
                                .formatted(
                                        body.getNumber(), body.getMessageType().getName()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tabled")
    void everyFieldOfAFrameHasItsRow(Descriptor message) {
        String section = section("### " + message.getName() + "\n");
        for (FieldDescriptor field : message.getFields()) {
            assertThat(section)
                    .contains("| `%s` | `%s` | %s | ".formatted(tag(field), field.getName(), encoding(field)));
        }
        assertThat(section.lines().filter(line -> line.startsWith("| `")))
                .as("rows")
                .hasSize(message.getFields().size());
    }

    @Test
    void everyKindOfFrameIsNumbered() {
        for (FieldDescriptor kind : Frame.getDescriptor().getFields()) {
            assertThat(document())
                    .contains("| %d | `%s` | `%s` | "
                            .formatted(
                                    kind.getNumber(),
                                    tag(kind),
                                    kind.getMessageType().getName()));
        }
    }

    @Test
    void theNumbersAreThoseOfTheCode() {
        assertThat(document().replaceAll("\\s+", " "))
                .contains("version " + Protocol.VERSION)
                .contains("`0x%02x`".formatted(DatagramHeader.VERSION_AND_TYPE))
                .contains("port " + Protocol.DEFAULT_PORT)
                .contains("%,d bytes of UDP payload".formatted(Protocol.MAX_DATAGRAM))
                .contains("%,d bytes of plaintext".formatted(Protocol.MAX_PLAINTEXT))
                .contains("%,d bytes before `Welcome`".formatted(Protocol.MAX_HELLO))
                .contains("%,d bytes after it".formatted(Protocol.MAX_CONTROL))
                .contains("%,d bytes of UTF-8".formatted(Protocol.MAX_TEXT))
                .contains("%d messages".formatted(Protocol.MAX_IN_FLIGHT))
                .contains("%,d numbers".formatted(ReplayWindow.SPAN))
                .contains("1 to %d characters".formatted(Name.MAX_ROOM))
                .contains("1 to %d characters".formatted(Name.MAX_USER))
                .contains("at most %d characters".formatted(Name.MAX_LABEL))
                .contains("%,d datagrams".formatted(Protocol.REKEY_DATAGRAMS))
                .contains("%d bytes of secret".formatted(Protocol.SECRET_LENGTH))
                .contains("%d random bytes".formatted(Protocol.TOKEN_LENGTH));
    }

    @Test
    void theExampleIsThatOfTheVectors() {
        String first = Vectors.string(
                Vectors.objects(VectorsTest.sessions().getFirst(), "datagrams").getFirst(), "datagram");
        assertThat(document()).contains(first.substring(0, 2) + " " + first.substring(2, 18));
        assertThat(document()).contains(first.substring(34));
    }

    private static String section(String heading) {
        String document = document();
        int start = document.indexOf(heading);
        assertThat(start).as(heading).isNotNegative();
        int end = document.indexOf("\n#", start + heading.length());
        return document.substring(start, end < 0 ? document.length() : end);
    }

    /** The one byte before the field's value, in hexadecimal. */
    private static String tag(FieldDescriptor field) {
        int wireType = field.isPacked()
                ? WireFormat.WIRETYPE_LENGTH_DELIMITED
                : field.getLiteType().getWireType();
        assertThat(CodedOutputStream.computeTagSize(field.getNumber())).isOne();
        return "%02x".formatted(field.getNumber() << 3 | wireType);
    }

    private static String encoding(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64 -> field.isPacked() ? "length, varints" : "varint";
            case BOOL, ENUM -> "varint";
            case FIXED64 -> "8 bytes, little-endian";
            case STRING, BYTES, MESSAGE -> "length, bytes";
            default -> throw new AssertionError(field);
        };
    }
}
