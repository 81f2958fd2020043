package dev.roomtalk.server.settings;

import java.util.regex.Pattern;

/**
 * Variables of the environment that begin as those of the server do, and are not meant for it. Kubernetes gives every
 * container those of each service of its namespace, and Docker those of linked containers: of a service {@code
 * room-server} they are {@code ROOM_SERVER_SERVICE_HOST}, {@code ROOM_SERVER_PORT=tcp://10.96.0.5:4242} and more. They
 * are passed over.
 */
final class OtherVariables {
    private static final Pattern SERVICE =
            Pattern.compile("(.+_)?SERVICE_(HOST|PORT(_.+)?)|(.+_)?PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?");

    private static final Pattern PORT = Pattern.compile("(.+_)?PORT");
    private static final Pattern URL = Pattern.compile("(tcp|udp|sctp)://.+");

    /** What Docker calls a linked container: {@code /server/alias}. */
    private static final Pattern NAME = Pattern.compile("(.+_)?NAME");

    private static final Pattern LINK = Pattern.compile("/[^/]+/[^/]+");

    private OtherVariables() {}

    static boolean contains(String name, String value) {
        return SERVICE.matcher(name).matches()
                || (PORT.matcher(name).matches() && URL.matcher(value).matches())
                || (NAME.matcher(name).matches() && LINK.matcher(value).matches());
    }
}
