package dev.roomtalk.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine promises to an operator who changes users. */
public abstract class AccountsContract {
    private static final Name OPS_NAME = ((Name.Valid) Name.room("ops")).name();

    /** Older messages would be removed for their age. */
    private static final long NOW = System.currentTimeMillis();

    private Engine engine;
    private UserRecord alice;
    private RoomId ops;

    /** An empty one, whose clock is the machine's. */
    protected abstract Engine open();

    @BeforeEach
    void begin() {
        engine = open();
        alice = create("alice");
        ops = Objects.requireNonNull(get(engine.createRoom(RoomRecord.wanted(OPS_NAME, "", null, false, false)
                        .withMembers(List.of(new MemberRecord(alice.id(), "alice", Role.HOST, 7, true))))))
                .id();
        get(Proposing.ban(engine, ops, new Ban(Ban.Kind.SPEAK, alice.id(), "alice", "bob", "loud", 8, 0)));
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static TokenHash token(String of) {
        return TokenHash.of(of.getBytes(StandardCharsets.UTF_8));
    }

    private static Name name(String text) {
        return ((Name.Valid) Name.user(text)).name();
    }

    private UserRecords.UserCreation creation(String name) {
        return get(engine.createUser(name(name), true, token(name)));
    }

    private UserRecord create(String name) {
        return ((UserRecords.Created) creation(name)).user();
    }

    private Accounts.Renaming rename(UserRecord user, String to) {
        return get(engine.accounts().rename(user.id(), name(to), true));
    }

    private RoomRecord room() {
        return get(engine.rooms(RoomId.NONE, 1_000)).getFirst();
    }

    @Test
    void anAccountHasTheTokenAndWhenItWasUsed() {
        long before = System.currentTimeMillis();
        UserRecord bob = create("bob");
        Accounts.Account account = Objects.requireNonNull(get(engine.accounts().account(bob.id())));
        assertThat(account.user()).isEqualTo(bob);
        assertThat(account.token()).isEqualTo(token("bob"));
        assertThat(account.lastUsed()).isBetween(before - 1000, System.currentTimeMillis() + 1000);
        assertThat(get(engine.accounts().account(bob.id() + 1))).isNull();
    }

    @Test
    void whoIsRenamedIsTheSameUserEverywhere() {
        assertThat(rename(alice, "Carol")).isEqualTo(new Accounts.Renamed(new UserRecord(alice.id(), name("Carol"))));
        assertThat(Objects.requireNonNull(get(engine.findUser(token("alice")))).name())
                .isEqualTo(name("Carol"));
        assertThat(get(engine.userNamed(name("alice")))).isNull();
        assertThat(Objects.requireNonNull(get(engine.userNamed(name("carol")))).id())
                .isEqualTo(alice.id());
        assertThat(room().members()).containsExactly(new MemberRecord(alice.id(), "Carol", Role.HOST, 7, true));
        assertThat(room().bans()).extracting(Ban::name).containsExactly("Carol");
        // The name is free, and so is what looked like it.
        create("aIice");
    }

    @Test
    void aNameThatAnotherHasOrThatLooksLikeItsIsNotGiven() {
        create("bob");
        assertThat(rename(alice, "BOB")).isInstanceOf(Accounts.NameTaken.class);
        // A Cyrillic o.
        assertThat(rename(alice, "b\u043eb")).isInstanceOf(Accounts.LooksTaken.class);
        assertThat(get(engine.accounts().rename(4711, name("x"), true))).isInstanceOf(Accounts.NoSuchUser.class);
        assertThat(get(engine.userNamed(name("alice")))).isEqualTo(alice);
        // A user is not in its own way.
        assertThat(rename(alice, "ALICE")).isInstanceOf(Accounts.Renamed.class);
        assertThat(rename(alice, "aIice")).isInstanceOf(Accounts.Renamed.class);
        assertThat(creation("alice")).isInstanceOf(UserRecords.LooksTaken.class);
    }

    @Test
    void whoIsDeletedIsNobodyAndItsNameIsFree() {
        assertThat(get(engine.accounts().delete(alice.id()))).isTrue();
        assertThat(get(engine.accounts().delete(alice.id()))).isFalse();
        assertThat(get(engine.findUser(token("alice")))).isNull();
        assertThat(get(engine.userNamed(name("alice")))).isNull();
        assertThat(room().members()).isEmpty();
        assertThat(room().bans()).isEmpty();
        assertThat(create("aIice").id()).isNotEqualTo(alice.id());
        // What comes late of it changes nothing.
        get(Proposing.members(
                engine, ops, List.of(new MemberRecord(alice.id(), "alice", Role.MEMBER, 9, true)), List.of()));
        get(Proposing.ban(engine, ops, new Ban(Ban.Kind.ENTER, alice.id(), "alice", "bob", "", 9, 0)));
        assertThat(room().members()).isEmpty();
        assertThat(room().bans()).isEmpty();
    }

    private void say(UserRecord by, long n, String text, long time) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        get(engine.highestN(ops, by.id(), 5));
        engine.append(
                ops,
                new MessageLog.AppendRequest(by.id(), by.name().display(), 5, n, text, null, time),
                new MessageLog.AppendAnswer() {
                    @Override
                    public void committed(long epoch, long sequence, boolean stored) {
                        done.complete(stored);
                    }

                    @Override
                    public void duplicate(long epoch, long sequence, boolean stored) {
                        done.completeExceptionally(new AssertionError("a duplicate"));
                    }

                    @Override
                    public void failed() {
                        done.completeExceptionally(new AssertionError("failed"));
                    }

                    @Override
                    public void unknown() {
                        failed();
                    }
                });
        get(done);
    }

    private LogPage all() {
        return get(engine.read(ops, LogRange.of(0, Long.MAX_VALUE, 1 << 20)));
    }

    private static List<String> texts(LogPage page) {
        return page.entries().stream().map(entry -> entry.message().text()).toList();
    }

    private List<String> found(String words) {
        Search.Answer answer = get(engine.search(new Search(
                List.of(Search.Place.all(ops)),
                WordQuery.parse(words),
                null,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                100,
                0,
                1 << 20)));
        return ((Search.Found) answer)
                .hits().stream().map(hit -> hit.entry().message().text()).toList();
    }

    @Test
    void whatIsPurgedIsNeitherReadNorFoundAndWasNotLost() {
        UserRecord bob = create("bob");
        for (int i = 1; i <= 10; i++) {
            say(i % 2 == 0 ? bob : alice, i, "word number" + i, NOW + i);
        }
        assertThat(get(engine.accounts().purge(ops, new Purge(new Purge.Author(bob.id(), null), NOW + 8))))
                .isEqualTo(new Accounts.Purged(3, 10));
        LogPage page = all();
        assertThat(texts(page))
                .containsExactly(
                        "word number1",
                        "word number3",
                        "word number5",
                        "word number7",
                        "word number8",
                        "word number9",
                        "word number10");
        assertThat(page.coversTo()).isEqualTo(10);
        assertThat(page.oldest()).isEqualTo(1);
        assertThat(page.removed()).containsExactly(range(2, 2), range(4, 4), range(6, 6));
        assertThat(found("word")).hasSize(7).doesNotContain("word number2", "word number4");
        assertThat(found("number4")).isEmpty();

        // Of what was asked for, and no more.
        LogPage part = get(engine.read(ops, LogRange.of(4, 9, 1 << 20)));
        assertThat(part.removed()).containsExactly(range(6, 6));
        LogPage newest = get(engine.read(ops, LogRange.last(3, Long.MAX_VALUE, 1 << 20)));
        assertThat(texts(newest)).containsExactly("word number8", "word number9", "word number10");
        assertThat(newest.removed()).isEmpty();
        // A time is a place also where the message that was there is gone.
        LogPage since = get(engine.read(ops, new LogRange(0, Long.MAX_VALUE, NOW + 4, NOW + 8, 0, 1 << 20)));
        assertThat(texts(since)).containsExactly("word number5", "word number7");

        // The rest of the even ones, by the name; then by the time.
        assertThat(get(engine.accounts().purge(ops, new Purge(new Purge.Author(0, "bob"), Long.MAX_VALUE)))
                        .messages())
                .isEqualTo(2);
        assertThat(get(engine.accounts().purge(ops, new Purge(null, NOW + 6))).messages())
                .isEqualTo(3);
        LogPage left = all();
        assertThat(texts(left)).containsExactly("word number7", "word number9");
        assertThat(left.oldest()).isEqualTo(7);
        assertThat(left.removed()).containsExactly(range(1, 6), range(8, 8), range(10, 10));
        assertThat(found("word")).containsExactly("word number9", "word number7");

        // All of it; what is said then goes on above.
        assertThat(get(engine.accounts().purge(ops, Purge.ALL)).messages()).isEqualTo(2);
        assertThat(texts(all())).isEmpty();
        assertThat(all().coversTo()).isEqualTo(10);
        assertThat(all().removed()).containsExactly(range(1, 10));
        assertThat(all().oldest()).isEqualTo(11);
        say(bob, 12, "word after", NOW + 20);
        assertThat(texts(all())).containsExactly("word after");
        assertThat(all().oldest()).isEqualTo(11);
        assertThat(found("word")).containsExactly("word after");
        assertThat(get(engine.accounts().purge(ops, Purge.of(alice.id()))).messages())
                .isZero();
        // The number of a message that was removed is not given to another.
        assertThat(get(engine.highestN(ops, bob.id(), 5))).isEqualTo(12);
    }

    private static SequenceRanges.Range range(long first, long last) {
        return new SequenceRanges.Range(first, last);
    }

    @Test
    void aPurgeOfManyGoesOnUntilAllIsGone() {
        UserRecord bob = create("bob");
        long n = 1;
        for (int i = 0; i < 600; i++, n++) {
            say(bob, n, "one of many " + i, NOW);
        }
        say(alice, 1, "hers", NOW);
        assertThat(get(engine.accounts().purge(ops, Purge.of(bob.id()))).messages())
                .isEqualTo(600);
        assertThat(texts(all())).containsExactly("hers");
        assertThat(all().removed()).containsExactly(range(1, 600));
        assertThat(get(engine.accounts().purge(new RoomId(4711), Purge.ALL))).isEqualTo(new Accounts.Purged(0, 0));
    }
}
