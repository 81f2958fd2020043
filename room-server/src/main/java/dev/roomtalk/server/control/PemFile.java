package dev.roomtalk.server.control;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in PEM form (RFC 7468): blocks of base64 between lines that say what each is, with any text around them.
 *
 * @param bytes the whole file
 */
record PemFile(Path path, ByteString bytes, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);

    /** What an encrypted key of the older forms says in its head. */
    private static final Pattern ENCRYPTED = Pattern.compile("Proc-Type:\\s*4,ENCRYPTED");

    /**
     * @param label what it is, as {@code CERTIFICATE}
     * @param der empty if it is encrypted
     */
    record Block(String label, ByteString der, boolean encrypted) {}

    /** @throws IOException in a sentence for the person */
    static PemFile read(Path path) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + path, e);
        } catch (AccessDeniedException e) {
            throw new IOException("cannot read " + path + ": permission denied", e);
        } catch (IOException e) {
            throw new IOException("cannot read " + path + ": " + e.getMessage(), e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher m = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (m.find()) {
            boolean encrypted = ENCRYPTED.matcher(m.group(2)).find();
            try {
                ByteString der = encrypted
                        ? ByteString.EMPTY
                        : ByteString.copyFrom(Base64.getMimeDecoder().decode(m.group(2)));
                blocks.add(new Block(m.group(1), der, encrypted));
            } catch (IllegalArgumentException e) {
                throw new IOException(path + " is damaged: its " + m.group(1) + " is not base64", e);
            }
        }
        return new PemFile(path, ByteString.copyFrom(bytes), List.copyOf(blocks));
    }

    /** What is in the file, for the person. */
    String content() {
        if (bytes.isEmpty()) {
            return "is empty";
        }
        if (!blocks.isEmpty()) {
            return "holds "
                    + String.join(" and ", blocks.stream().map(Block::label).toList());
        }
        // A DER sequence, as certificates, keys and PKCS #12 files begin.
        return bytes.byteAt(0) == 0x30 ? "is in DER form" : "is not in PEM form";
    }
}
