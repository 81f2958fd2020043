package dev.roomtalk.client;

import dev.roomtalk.wire.Protocol;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The token of an invitation as people hand it out: {@code inv-} and 43 characters of unpadded base64url. Wherever a
 * room's password is given, such a token may be given instead.
 */
public final class InvitationToken {
    private static final String PREFIX = "inv-";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private InvitationToken() {}

    /** Whether a text has the form of one. */
    public static boolean is(String text) {
        return FORM.matcher(text).matches();
    }

    /** The token as people hand it out. */
    public static String of(byte[] token) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * The token as the server knows it.
     *
     * @param text that has the {@linkplain #is form} of a token
     */
    public static byte[] bytes(String text) {
        byte[] token = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
        return Arrays.copyOf(token, Math.min(token.length, Protocol.TOKEN_LENGTH));
    }
}
