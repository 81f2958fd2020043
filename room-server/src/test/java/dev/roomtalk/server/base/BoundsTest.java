package dev.roomtalk.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is remembered of addresses and users has a size: every cache, in the sources, and one that is filled. */
class BoundsTest {
    private static final Pattern CACHE = Pattern.compile("Caffeine\\.newBuilder\\(\\)(.*?)\\.build\\(", Pattern.DOTALL);
    private static final Pattern BOUNDED = Pattern.compile("\\.maximum(Size|Weight)\\((\\w+)\\)");

    @Test
    void everyCacheHasAMaximum() throws IOException {
        List<String> caches = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                Matcher cache = CACHE.matcher(source);
                while (cache.find()) {
                    Matcher bounded = BOUNDED.matcher(cache.group(1));
                    assertThat(bounded.find()).as(file.toString()).isTrue();
                    assertThat(source).as(file.toString()).contains("int " + bounded.group(2) + " = 100_000;");
                    caches.add(file.toString());
                }
            }
        }
        assertThat(caches).hasSizeGreaterThan(7);
    }

    @Test
    void ofMoreKeysThanThereIsPlaceForTheLeastUsedAreForgotten() {
        WindowCounts<Integer> counts = new WindowCounts<>(Duration.ofHours(1), () -> 0);
        for (int key = 0; key < 300_000; key++) {
            counts.count(key);
        }
        int remembered = 0;
        for (int key = 0; key < 300_000; key++) {
            remembered += counts.get(key);
        }
        assertThat(remembered).isBetween(90_000, 100_000);
    }
}
