package dev.roomtalk.server.store.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes apart what scripts return: always a list, so what returns one value returns a list of it. */
final class Reply {
    private Reply() {}

    static String text(@Nullable Object reply) {
        return reply instanceof List<?> list
                ? text(list.getFirst())
                : Objects.requireNonNull(reply).toString();
    }

    static long number(@Nullable Object reply) {
        return reply instanceof Long number ? number : Long.parseLong(text(reply));
    }

    static List<@Nullable Object> list(@Nullable Object reply) {
        return new ArrayList<>((List<?>) Objects.requireNonNull(reply));
    }

    /** Fields and values in turn, as a script returns a hash. */
    static Map<String, String> map(@Nullable Object reply) {
        List<@Nullable Object> flat = list(reply);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            map.put(text(flat.get(i)), text(flat.get(i + 1)));
        }
        return map;
    }
}
