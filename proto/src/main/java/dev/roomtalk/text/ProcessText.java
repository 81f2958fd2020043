package dev.roomtalk.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments and variables of this process as they were typed. Java decodes both by the locale, and replaces what it
 * cannot decode; on Linux the kernel has their bytes.
 */
public final class ProcessText {
    private static final Path SELF = Path.of("/proc/self");

    private ProcessText() {}

    /**
     * The arguments of {@code main}.
     *
     * @throws NotUtf8Exception naming the argument
     */
    public static String[] arguments(String[] asJavaHasThem) throws NotUtf8Exception {
        List<byte[]> all;
        try {
            all = parts(Files.readAllBytes(SELF.resolve("cmdline")));
        } catch (IOException e) {
            return asJavaHasThem;
        }
        if (all.size() <= asJavaHasThem.length) {
            return asJavaHasThem;
        }
        return decoded(all.subList(all.size() - asJavaHasThem.length, all.size()));
    }

    static String[] decoded(List<byte[]> typed) throws NotUtf8Exception {
        String[] arguments = new String[typed.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = decoded(typed.get(i), "argument " + (i + 1) + ", ");
        }
        return arguments;
    }

    private static String decoded(byte[] bytes, String within) throws NotUtf8Exception {
        int wrong = Utf8.firstWrong(bytes, 0, bytes.length);
        if (wrong >= 0) {
            throw new NotUtf8Exception(within, wrong);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The environment.
     *
     * @throws NotUtf8Exception naming a variable of these programs or of the XDG directories
     */
    public static Map<String, String> environment() throws NotUtf8Exception {
        Map<String, String> java = System.getenv();
        List<byte[]> all;
        try {
            all = parts(Files.readAllBytes(SELF.resolve("environ")));
        } catch (IOException e) {
            return java;
        }
        return environment(java, all);
    }

    static Map<String, String> environment(Map<String, String> asJavaHasIt, List<byte[]> typed)
            throws NotUtf8Exception {
        Map<String, String> environment = new HashMap<>(asJavaHasIt);
        for (byte[] variable : typed) {
            String latin = new String(variable, StandardCharsets.ISO_8859_1);
            int equals = latin.indexOf('=');
            if (equals > 0 && (latin.startsWith("ROOM") || latin.startsWith("XDG_"))) {
                String name = latin.substring(0, equals);
                byte[] value = Arrays.copyOfRange(variable, equals + 1, variable.length);
                environment.put(name, decoded(value, "the variable " + name + ", "));
            }
        }
        return Map.copyOf(environment);
    }

    private static List<byte[]> parts(byte[] all) {
        List<byte[]> parts = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == 0) {
                parts.add(Arrays.copyOfRange(all, begin, i));
                begin = i + 1;
            }
        }
        return parts;
    }
}
