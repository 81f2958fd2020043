package dev.roomtalk.server.files;

import com.github.davidmoten.aws.lw.client.Credentials;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which a bucket is used, as other programs have them: in a file of the form of {@code
 * ~/.aws/credentials}, below {@code [default]}, or in the environment.
 */
final class BucketKeys {
    private static final String ID = "aws_access_key_id";
    private static final String SECRET = "aws_secret_access_key";
    private static final String SESSION = "aws_session_token";

    private BucketKeys() {}

    /**
     * @param file null: they are in the environment
     * @throws IOException in a sentence for the person: there are none
     */
    static Credentials read(@Nullable Path file, Map<String, String> environment) throws IOException {
        Map<String, String> given = new HashMap<>();
        if (file == null) {
            environment.forEach((name, value) -> given.put(name.toLowerCase(Locale.ROOT), value));
        } else {
            try {
                if (!Files.isReadable(file)) {
                    throw new IOException(file + " cannot be read");
                }
                PrivateFiles.requireSafeFile(file);
                read(Files.readString(file), given);
            } catch (IOException e) {
                throw new IOException("file-credentials-file: " + e.getMessage(), e);
            }
        }
        String id = given.getOrDefault(ID, "");
        String secret = given.getOrDefault(SECRET, "");
        if (id.isEmpty() || secret.isEmpty()) {
            throw new IOException(
                    file == null
                            ? "file-bucket: its keys are missing: give file-credentials-file, or AWS_ACCESS_KEY_ID and"
                                    + " AWS_SECRET_ACCESS_KEY in the environment"
                            : "file-credentials-file: " + file + " has no " + ID + " and " + SECRET
                                    + " below [default]");
        }
        String session = given.getOrDefault(SESSION, "");
        return session.isEmpty() ? Credentials.of(id, secret) : Credentials.of(id, secret, session);
    }

    private static void read(String text, Map<String, String> into) {
        boolean inside = false;
        for (String each : text.lines().map(String::strip).toList()) {
            int equals = each.indexOf('=');
            if (each.startsWith("[")) {
                inside = each.equals("[default]");
            } else if (inside && equals > 0) {
                into.put(
                        each.substring(0, equals).strip(),
                        each.substring(equals + 1).strip());
            }
        }
    }
}
