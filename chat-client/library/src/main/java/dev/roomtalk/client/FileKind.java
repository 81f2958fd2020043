package dev.roomtalk.client;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a file is, by how its content begins: its name says what its sender wants it to be. Any thread.
 */
public enum FileKind {
    PNG("image/png", "PNG image", 0, "89504e470d0a1a0a"),
    JPEG("image/jpeg", "JPEG image", 0, "ffd8ff"),
    GIF("image/gif", "GIF image", 0, "47494638"),
    WEBP("image/webp", "WebP image", 8, "57454250"),
    PDF("application/pdf", "PDF document", 0, "255044462d"),
    ZIP("application/zip", "zip archive", 0, "504b0304"),
    GZIP("application/gzip", "gzip archive", 0, "1f8b08"),
    BZIP2("application/x-bzip2", "bzip2 archive", 0, "425a68"),
    XZ("application/x-xz", "xz archive", 0, "fd377a585a00"),
    ZSTD("application/zstd", "zstd archive", 0, "28b52ffd"),
    SEVEN_ZIP("application/x-7z-compressed", "7z archive", 0, "377abcaf271c"),
    TAR("application/x-tar", "tar archive", 257, "7573746172"),
    PROGRAM("application/x-executable", "program", 0, "7f454c46"),
    WINDOWS_PROGRAM("application/vnd.microsoft.portable-executable", "Windows program", 0, "4d5a"),
    SCRIPT("text/x-shellscript", "script", 0, HexFormat.of().formatHex("#!".getBytes(StandardCharsets.US_ASCII)));

    /** So many bytes of the beginning tell it. */
    public static final int HEAD = 512;

    private final String type;
    private final String words;
    private final int offset;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
    private final byte[] mark;

    FileKind(String type, String words, int offset, String mark) {
        this.type = type;
        this.words = words;
        this.offset = offset;
        this.mark = HexFormat.of().parseHex(mark);
    }

    /** The media type of a content that begins like this; empty: it is not known. */
    public static String typeOf(byte[] head) {
        for (FileKind kind : values()) {
            if (kind.fits(head)) {
                return kind.type;
            }
        }
        return "";
    }

    private boolean fits(byte[] head) {
        if (head.length < offset + mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if (head[offset + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** What a media type is called, for people; empty: it is not known. */
    public static String words(String type) {
        for (FileKind kind : values()) {
            if (kind.type.equals(type)) {
                return kind.words;
            }
        }
        return "";
    }
}
