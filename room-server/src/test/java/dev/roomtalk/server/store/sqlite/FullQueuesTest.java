package dev.roomtalk.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.store.SpeakerBudget;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients can make the stored engine keep in memory is bounded, and fails where it is full. */
class FullQueuesTest {
    @TempDir
    Path directory;

    /** It is not started: nothing leaves the queue. */
    private Writer writer() throws SQLException {
        Stored.open(directory).close();
        Database database = Database.in(directory);
        DatabaseConnection connection = database.writing(Durability.PROCESS);
        InstantSource clock = InstantSource.system();
        return new Writer(database, connection, Durability.PROCESS, new Log(connection, clock), List.of(), clock);
    }

    @Test
    void changesThatTheDiskDoesNotTakeFailWhereTooManyWait() throws Exception {
        Writer writer = writer();
        List<CompletionStage<Void>> waiting = IntStream.range(0, Writer.CHANGES)
                .mapToObj(i -> writer.write(Writer.Promise.SOME_TIME, c -> {}))
                .toList();
        for (Writer.Promise promise : Writer.Promise.values()) {
            assertThatThrownBy(() ->
                            writer.write(promise, c -> {}).toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SQLException.class)
                    .hasMessageContaining("too many changes wait");
        }
        assertThat(waiting).noneMatch(stage -> stage.toCompletableFuture().isDone());
        writer.start();
        waiting.forEach(Stored::get);
        Stored.get(writer.write(Writer.Promise.ONCE, c -> {}));
        writer.close();
    }

    @Test
    void aSequencerThatIsSilentForgetsSpeakersForOneThatSpeaks() throws Exception {
        SpeakerBudget budget = new SpeakerBudget(10);
        Writer writer = writer();
        try (Reader reader = new Reader(Database.in(directory).reading(), "engine-test", 1000)) {
            Sequencer first = new Sequencer(1, 1, 0, 1, true, writer, budget);
            Sequencer second = new Sequencer(2, 1, 0, 1, true, writer, budget);
            for (int user = 1; user <= 8; user++) {
                Stored.get(first.highestN(new Speaker(user, 1), reader));
            }
            assertThat(budget.remembered()).isEqualTo(8);
            for (int user = 1; user <= 30; user++) {
                Stored.get(second.highestN(new Speaker(user, 1), reader));
            }
            assertThat(budget.remembered()).isEqualTo(10);
            second.close();
            first.close();
            assertThat(budget.remembered()).isZero();
        }
        writer.start();
        writer.close();
    }
}
