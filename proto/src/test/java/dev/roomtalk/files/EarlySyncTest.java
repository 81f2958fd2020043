package dev.roomtalk.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class EarlySyncTest {
    private final List<Boolean> forced = new CopyOnWriteArrayList<>();

    @Test
    void aLongFileGoesToTheDiskWhileItIsWritten() throws IOException {
        EarlySync sync = new EarlySync(forced::add);
        sync.wrote(31 << 20);
        assertThat(forced).isEmpty();
        sync.wrote(1 << 20);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> forced.equals(List.of(false)));
        sync.finish();
        assertThat(forced).containsExactly(false, true);
    }

    @Test
    void whatFailedOnTheWayIsToldAtTheEnd() {
        IOException full = new IOException("no space left on device");
        EarlySync sync = new EarlySync(metadata -> {
            forced.add(metadata);
            if (!metadata) {
                throw full;
            }
        });
        sync.wrote(32 << 20);
        assertThatThrownBy(sync::finish).isSameAs(full);
        assertThat(forced).containsExactly(false);
    }
}
