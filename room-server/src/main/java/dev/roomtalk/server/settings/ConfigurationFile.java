package dev.roomtalk.server.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file of a configuration: lines of UTF-8. */
final class ConfigurationFile {
    private ConfigurationFile() {}

    /** @throws SettingException it cannot be read, or is not UTF-8: naming each line that is not */
    static List<String> lines(Path file) throws SettingException {
        byte[] bytes = bytes(file);
        List<String> lines = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                int end = i > begin && bytes[i - 1] == '\r' ? i - 1 : i;
                try {
                    lines.add(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, begin, end - begin))
                            .toString());
                } catch (CharacterCodingException e) {
                    problems.add(file + ":" + (lines.size() + 1) + ": this line is not UTF-8; save the file as UTF-8");
                    lines.add("");
                }
                begin = i + 1;
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingException(problems);
        }
        return lines;
    }

    private static byte[] bytes(Path file) throws SettingException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new SettingException("there is no configuration file " + file);
        } catch (AccessDeniedException e) {
            throw new SettingException("cannot read the configuration file " + file + ": permission denied");
        } catch (IOException e) {
            throw new SettingException("cannot read the configuration file " + file + ": " + e.getMessage());
        }
    }
}
