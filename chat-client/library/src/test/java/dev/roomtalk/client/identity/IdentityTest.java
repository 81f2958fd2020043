package dev.roomtalk.client.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.wire.KeySuccession;
import dev.roomtalk.wire.Pin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private static final Pin ONE = pin(1);
    private static final Pin OTHER = pin(2);

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path home;

    private StateDirectory directory;

    @BeforeEach
    void inside() {
        directory = new StateDirectory(home.resolve("config/roomtalk"));
    }

    @Test
    void aServerOnThisMachineIsAcceptedAndRemembered() {
        for (String host : List.of("localhost", "127.0.0.1", "::1", "LocalHost")) {
            assertThat(check(identity(host, null, Identity.FirstUse.REFUSE), ONE, false))
                    .isEmpty();
        }
        assertThat(check(identity("localhost", null, Identity.FirstUse.REFUSE), OTHER, false))
                .contains("HAS CHANGED", ONE.text(), OTHER.text(), "chat fingerprint forget --server localhost:4242");
        assertThat(directory.servers().forget("localhost:4242")).isTrue();
        assertThat(check(identity("localhost", null, Identity.FirstUse.REFUSE), OTHER, false))
                .isEmpty();
    }

    @Test
    void aServerElsewhereIsNotAcceptedByItself() {
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.REFUSE), ONE, false))
                .contains(ONE.text(), "--fingerprint", "--trust-first-use");
        assertThat(directory.servers().all()).isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.ACCEPT), ONE, false))
                .isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.REFUSE), ONE, false))
                .isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.ACCEPT), OTHER, false))
                .contains("HAS CHANGED");
    }

    @Test
    void theGivenFingerprintDecidesAlone() {
        assertThat(check(identity("chat.example.org", ONE, Identity.FirstUse.REFUSE), ONE, false))
                .isEmpty();
        assertThat(check(identity("chat.example.org", ONE, Identity.FirstUse.ACCEPT), OTHER, false))
                .contains(ONE.text(), OTHER.text());
        assertThat(check(identity("chat.example.org", OTHER, Identity.FirstUse.REFUSE), OTHER, false))
                .isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.REFUSE), OTHER, false))
                .isEmpty();
    }

    @Test
    void aVerifiedServerMayChangeItsKeyButNotStopVerifying() {
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.REFUSE), ONE, true))
                .isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.REFUSE), OTHER, true))
                .isEmpty();
        assertThat(check(identity("chat.example.org", null, Identity.FirstUse.ACCEPT), OTHER, false))
                .contains("does not verify now", OTHER.text());
    }

    @Test
    void aTokenGoesOnlyToTheServerKeyAndNameItCameFrom() {
        Identity alice = identity("localhost", null, Identity.FirstUse.REFUSE);
        assertThat(alice.token()).isNull();
        check(alice, ONE, false);
        alice.onNewToken("Alice", token(7));
        assertThat(alice.token()).isEqualTo(token(7));

        Identity again = identity("LOCALHOST", null, Identity.FirstUse.REFUSE);
        assertThat(again.token()).isNull();
        check(again, ONE, false);
        assertThat(again.token()).isEqualTo(token(7));

        Identity changed = identity("localhost", OTHER, Identity.FirstUse.REFUSE);
        check(changed, OTHER, false);
        assertThat(changed.token()).isNull();

        Identity bob = new Identity(
                directory, List.of(new ServerAddress("localhost", 4242)), "bob", false, ONE, Identity.FirstUse.REFUSE);
        check(bob, ONE, false);
        assertThat(bob.token()).isNull();

        Identity plain = new Identity(
                directory,
                List.of(new ServerAddress("localhost", 4242)),
                "alice",
                true,
                null,
                Identity.FirstUse.REFUSE);
        assertThat(plain.token()).isNull();
    }

    @Test
    void aTokenIsKeptBeforeTheServerKnowsIt() throws IOException {
        Identity alice = identity("localhost", null, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        assertThat(alice.onRegister("alice", token(7))).isEqualTo(token(7));
        // Another program of the same person, at the same moment, or this one after it was killed.
        Identity second = identity("localhost", null, Identity.FirstUse.REFUSE);
        check(second, ONE, false);
        assertThat(second.token()).isNull();
        assertThat(second.onRegister("alice", token(8))).isEqualTo(token(7));
        assertThat(second.unconfirmed("Alice")).isEqualTo(token(7));
        second.onNewToken("alice", token(7));
        assertThat(alice.token()).isEqualTo(token(7));
        assertThat(alice.unconfirmed("alice")).isNull();
        // A name that is another's.
        alice.onRegister("bob", token(9));
        alice.onNotRegistered("bob");
        assertThat(alice.unconfirmed("bob")).isNull();

        Files.delete(directory.path().resolve("tokens-unconfirmed"));
        Files.createDirectory(directory.path().resolve("tokens-unconfirmed"));
        assertThatThrownBy(() -> alice.onRegister("carol", token(9))).isInstanceOf(StateException.class);
    }

    @Test
    void aTokenSurvivesThatItsServerGetsAVerifiedCertificate() {
        Identity alice = identity("chat.example.org", ONE, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        alice.onNewToken("alice", token(7));
        Identity later = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        check(later, ONE, true);
        assertThat(later.token()).isEqualTo(token(7));
    }

    @Test
    void aServerIsItsKeyAtAnotherPortAndUnderAnotherName() {
        Identity alice = identity("chat.example.org", ONE, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        alice.onNewToken("alice", token(7));
        Identity moved = new Identity(
                directory,
                List.of(new ServerAddress("10.0.0.7", 4300)),
                "alice",
                false,
                null,
                Identity.FirstUse.REFUSE);
        assertThat(moved.check("10.0.0.7", 4300, ONE, false, List.of())).isEmpty();
        assertThat(moved.token()).isEqualTo(token(7));
        // What it is given there counts at the first address, too.
        moved.onNewToken("alice", token(8));
        Identity back = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        check(back, ONE, false);
        assertThat(back.token()).isEqualTo(token(8));
        Identity other = new Identity(
                directory,
                List.of(new ServerAddress("10.0.0.8", 4300)),
                "alice",
                false,
                null,
                Identity.FirstUse.ACCEPT);
        assertThat(other.check("10.0.0.8", 4300, OTHER, false, List.of())).isEmpty();
        assertThat(other.token()).isNull();
    }

    @Test
    void aVerifiedServerIsItsNameAtWhateverPort() {
        Identity alice = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        check(alice, ONE, true);
        alice.onNewToken("alice", token(7));
        Identity moved = new Identity(
                directory,
                List.of(new ServerAddress("chat.example.org", 443)),
                "alice",
                false,
                null,
                Identity.FirstUse.REFUSE);
        assertThat(moved.check("chat.example.org", 443, OTHER, true, List.of())).isEmpty();
        assertThat(moved.token()).isEqualTo(token(7));
        Identity other = new Identity(
                directory,
                List.of(new ServerAddress("evil.example.org", 4242)),
                "alice",
                false,
                null,
                Identity.FirstUse.REFUSE);
        assertThat(other.check("evil.example.org", 4242, OTHER, true, List.of()))
                .isEmpty();
        assertThat(other.token()).isNull();
    }

    private Identity ofNodes(Identity.FirstUse firstUse, String... hosts) {
        return new Identity(
                directory,
                Stream.of(hosts).map(host -> new ServerAddress(host, 4242)).toList(),
                "alice",
                false,
                null,
                firstUse);
    }

    private static String checkAt(String host, Identity identity, Pin pin, boolean verified, KeySuccession... said) {
        String refusal = identity.check(host, 4242, pin, verified, List.of());
        return refusal.isEmpty() && identity.asksForSuccession() ? identity.follows(List.of(said), NOW) : refusal;
    }

    @Test
    void allNodesOfAServerHaveOneKey() {
        Identity alice = ofNodes(Identity.FirstUse.ACCEPT, "a.example", "b.example", "c.example");
        assertThat(alice.mayAsk()).isTrue();
        assertThat(checkAt("b.example", alice, ONE, false)).isEmpty();
        alice.onNewToken("alice", token(7));
        // Of the other addresses nothing is asked: they have the same key, or are not the server.
        Identity again = ofNodes(Identity.FirstUse.REFUSE, "a.example", "b.example", "c.example");
        assertThat(again.mayAsk()).isFalse();
        assertThat(checkAt("a.example", again, ONE, false)).isEmpty();
        assertThat(again.token()).isEqualTo(token(7));
        assertThat(checkAt("c.example", again, OTHER, false))
                .contains(
                        "c.example:4242",
                        OTHER.text(),
                        "a.example:4242",
                        ONE.text(),
                        "all nodes of a server have one key");
        assertThat(directory.servers().find("c.example:4242")).isEmpty();
        assertThat(checkAt("b.example", again, OTHER, false)).contains("HAS CHANGED");
        assertThat(checkAt("c.example", again, ONE, false)).isEmpty();
    }

    @Test
    void twoServersThatAreKnownAreNotOne() {
        check(identity("a.example", ONE, Identity.FirstUse.REFUSE), ONE, false);
        check(identity("b.example", OTHER, Identity.FirstUse.REFUSE), OTHER, false);
        Identity both = ofNodes(Identity.FirstUse.ACCEPT, "a.example", "b.example");
        assertThat(checkAt("a.example", both, ONE, false)).contains("one key", "forget --server b.example:4242");
        assertThat(checkAt("b.example", both, OTHER, false)).contains("one key", "forget --server a.example:4242");
    }

    /** The key was changed, and the first node that this client sees is one that it has never used. */
    @Test
    void aKeyThatFollowsTheKnownOneIsTakenOnAtAnyNode() throws GeneralSecurityException {
        KeyPair old = KeyPairGenerator.getInstance("EC").generateKeyPair();
        KeyPair next = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Pin before = Pin.of(old.getPublic());
        Pin after = Pin.of(next.getPublic());
        KeySuccession statement =
                KeySuccession.sign(old.getPrivate(), old.getPublic(), next.getPublic(), NOW.plus(Duration.ofDays(90)));
        Identity alice = ofNodes(Identity.FirstUse.ACCEPT, "a.example", "b.example");
        assertThat(checkAt("a.example", alice, before, false)).isEmpty();
        alice.onNewToken("alice", token(7));
        Identity later = ofNodes(Identity.FirstUse.REFUSE, "a.example", "b.example");
        assertThat(checkAt("b.example", later, after, false)).contains("one key");
        assertThat(checkAt("b.example", later, after, false, statement)).isEmpty();
        assertThat(later.token()).isEqualTo(token(7));
        assertThat(checkAt("a.example", later, after, false)).isEmpty();
        assertThat(checkAt("a.example", later, before, false)).contains("HAS CHANGED");
    }

    @Test
    void aNodeWithoutAVerifiedCertificateIsNoneOfAServerThatHasOne() {
        Identity alice = ofNodes(Identity.FirstUse.ACCEPT, "a.example", "b.example");
        assertThat(checkAt("a.example", alice, ONE, true)).isEmpty();
        alice.onNewToken("alice", token(7));
        assertThat(checkAt("b.example", alice, ONE, false)).contains("b.example:4242 does not verify");
        assertThat(checkAt("b.example", alice, OTHER, true)).isEmpty();
        assertThat(alice.token()).isEqualTo(token(7));
        assertThat(ofNodes(Identity.FirstUse.REFUSE, "b.example", "a.example").entry())
                .isEmpty();
        Identity turned = ofNodes(Identity.FirstUse.REFUSE, "b.example", "a.example");
        assertThat(checkAt("b.example", turned, OTHER, true)).isEmpty();
        assertThat(turned.token()).isEqualTo(token(7));
    }

    @Test
    void withoutTlsAnAddressIsAllThereIs() {
        Identity alice = new Identity(
                directory,
                List.of(new ServerAddress("localhost", 4242)),
                "alice",
                true,
                null,
                Identity.FirstUse.REFUSE);
        alice.onNewToken("alice", token(7));
        assertThat(alice.token()).isEqualTo(token(7));
        Identity other = new Identity(
                directory,
                List.of(new ServerAddress("localhost", 4243)),
                "alice",
                true,
                null,
                Identity.FirstUse.REFUSE);
        assertThat(other.token()).isNull();
    }

    @Test
    void aKeyThatFollowsTheKnownOneTakesItsPlaceAndItsTokens() throws GeneralSecurityException {
        KeyPair old = KeyPairGenerator.getInstance("EC").generateKeyPair();
        KeyPair next = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Pin before = Pin.of(old.getPublic());
        Pin after = Pin.of(next.getPublic());
        KeySuccession statement =
                KeySuccession.sign(old.getPrivate(), old.getPublic(), next.getPublic(), NOW.plus(Duration.ofDays(90)));
        Identity alice = identity("chat.example.org", before, Identity.FirstUse.REFUSE);
        check(alice, before, false);
        alice.onNewToken("alice", token(7));
        check(identity("10.0.0.7", null, Identity.FirstUse.REFUSE), before, false);

        Identity later = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        assertThat(check(later, after, false)).contains("HAS CHANGED");
        assertThat(later.token()).isNull();
        assertThat(check(later, OTHER, false, List.of(statement))).contains("HAS CHANGED");
        assertThat(check(later, after, false, List.of(statement))).isEmpty();
        assertThat(later.token()).isEqualTo(token(7));
        // At its other address, too; and the old key counts no longer.
        Identity elsewhere = identity("10.0.0.7", null, Identity.FirstUse.REFUSE);
        assertThat(check(elsewhere, after, false)).isEmpty();
        assertThat(elsewhere.token()).isEqualTo(token(7));
        assertThat(check(identity("10.0.0.7", null, Identity.FirstUse.REFUSE), before, false))
                .contains("HAS CHANGED");
    }

    @Test
    void aCertificateOfAnAuthorityForAnotherKeyNeedsAStatement() throws GeneralSecurityException {
        KeyPair old = KeyPairGenerator.getInstance("EC").generateKeyPair();
        KeyPair next = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Pin before = Pin.of(old.getPublic());
        KeySuccession statement =
                KeySuccession.sign(old.getPrivate(), old.getPublic(), next.getPublic(), NOW.plus(Duration.ofDays(1)));
        Identity alice = identity("chat.example.org", before, Identity.FirstUse.REFUSE);
        check(alice, before, false);
        alice.onNewToken("alice", token(7));
        Identity later = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        assertThat(check(later, Pin.of(next.getPublic()), true)).contains("HAS CHANGED");
        assertThat(check(later, Pin.of(next.getPublic()), true, List.of(statement)))
                .isEmpty();
        assertThat(later.token()).isEqualTo(token(7));
        // From now on its name is what counts.
        Identity renewed = identity("chat.example.org", null, Identity.FirstUse.REFUSE);
        assertThat(check(renewed, OTHER, true)).isEmpty();
        assertThat(renewed.token()).isEqualTo(token(7));
    }

    @Test
    void aGivenFingerprintNeedsNoStatementAndTakesNone() {
        check(identity("chat.example.org", ONE, Identity.FirstUse.REFUSE), ONE, false);
        Identity given = identity("chat.example.org", ONE, Identity.FirstUse.REFUSE);
        assertThat(given.check("ignored", 0, OTHER, false, List.of())).contains(OTHER.text());
        assertThat(given.asksForSuccession()).isFalse();
    }

    @Test
    void onlyTheOwnerCanReadTheFiles() throws IOException {
        Identity alice = identity("localhost", null, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        alice.onNewToken("alice", token(7));
        assertThat(permissions(directory.path())).isEqualTo("rwx------");
        assertThat(permissions(directory.path().resolve("tokens"))).isEqualTo("rw-------");
        assertThat(permissions(directory.path().resolve("servers"))).isEqualTo("rw-------");
    }

    @Test
    void aDamagedLineIsSetAsideAndSaidAndTheRestWorks() throws IOException {
        check(identity("localhost", null, Identity.FirstUse.REFUSE), ONE, false);
        directory.tokens().remember(Tokens.Token.of("localhost:4242", Tokens.PLAIN, "alice", token(7)));
        for (Path file :
                List.of(directory.path().resolve("servers"), directory.path().resolve("tokens"))) {
            byte[] good = Files.readAllBytes(file);
            ByteArrayOutputStream damaged = new ByteArrayOutputStream();
            damaged.writeBytes("# a remark\nnonsense\nother.example:4242 pinned nonsense\n".getBytes(UTF_8));
            damaged.writeBytes(new byte[] {(byte) 0xC3, 0x28, '\n'});
            damaged.writeBytes(good);
            Files.write(file, damaged.toByteArray());
            // What is known is found, and stays known with what is learned, before and after.
            assertThat(check(identity("localhost", null, Identity.FirstUse.REFUSE), ONE, false))
                    .isEmpty();
            assertThat(directory.tokens().find("localhost:4242", Tokens.PLAIN, "alice"))
                    .isPresent();
            List<String> said =
                    identity("localhost", null, Identity.FirstUse.REFUSE).checkFiles();
            assertThat(said).hasSize(3);
            assertThat(said.getFirst())
                    .startsWith("line 2 of " + file + " makes no sense (address, ")
                    .endsWith("it was moved to " + file + ".damaged");
            assertThat(Files.readAllBytes(file)).isEqualTo(good);
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            assertThat(permissions(aside)).isEqualTo("rw-------");
            assertThat(Files.readAllBytes(aside))
                    .startsWith("nonsense\nother.example:4242 pinned nonsense\n".getBytes(UTF_8))
                    .hasSize(47);
            assertThat(identity("localhost", null, Identity.FirstUse.REFUSE).checkFiles())
                    .isEmpty();
        }
    }

    @Test
    void aDamagedLineStaysWhenAnotherIsWritten() throws IOException {
        Path tokens = directory.path().resolve("tokens");
        Files.createDirectories(directory.path());
        Files.writeString(tokens, "localhost:4242 plain short alice\n");
        directory.tokens().remember(Tokens.Token.of("localhost:4242", Tokens.PLAIN, "alice", token(7)));
        assertThat(tokens).content().contains("localhost:4242 plain short alice\n");
        assertThat(directory.tokens().find("localhost:4242", Tokens.PLAIN, "alice"))
                .isPresent();
    }

    @Test
    void whichKeyAServerMustHaveIsNotGuessedFromADamagedLine() throws IOException {
        Files.createDirectories(directory.path());
        Path servers = directory.path().resolve("servers");
        for (String damaged : List.of("localhost:4242 pinned nonsense", "localhost:4242 SHA256:x", "localhost:4242 ")) {
            Files.writeString(servers, "# a remark\n" + damaged + "\n");
            assertThatThrownBy(() -> check(identity("localhost", null, Identity.FirstUse.ACCEPT), ONE, false))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("line 2 of " + servers + " is about localhost:4242");
            assertThatThrownBy(() -> identity("localhost", null, Identity.FirstUse.ACCEPT)
                            .checkFiles())
                    .isInstanceOf(StateException.class);
            assertThat(servers).content().contains(damaged);
        }
        assertThat(check(identity("127.0.0.1", null, Identity.FirstUse.REFUSE), ONE, false))
                .isEmpty();
    }

    @Test
    void whatIsNoFileIsNamed() throws IOException {
        Path tokens = directory.path().resolve("tokens");
        Files.createDirectories(tokens);
        assertThatThrownBy(() -> directory.tokens().find("localhost:4242", "plain", "alice"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(tokens.toString());
    }

    @Test
    void theFilesMayBeLinksOfTheirOwner() throws IOException {
        Path real = Files.writeString(home.resolve("dotfiles-tokens"), "");
        Files.createDirectories(directory.path());
        Path link = Files.createSymbolicLink(directory.path().resolve("tokens"), real);
        directory.tokens().remember(Tokens.Token.of("localhost:4242", Tokens.PLAIN, "alice", token(7)));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(real).content().contains("localhost:4242 plain ");
        assertThat(directory.tokens().find("localhost:4242", Tokens.PLAIN, "alice"))
                .isPresent();
    }

    /** Every file that a client keeps, a link to a link, and the directory itself. */
    @ParameterizedTest
    @ValueSource(strings = {"servers", "tokens", "tokens-unconfirmed", "."})
    void whatIsALinkStaysOneAndItsTargetIsWritten(String name) throws IOException {
        Path dotfiles = Files.createDirectories(home.resolve("dotfiles"));
        Path link = directory.path().resolve(name).normalize();
        Files.createDirectories(link.getParent());
        if (name.equals(".")) {
            Files.createSymbolicLink(link, dotfiles);
        } else {
            Files.createFile(dotfiles.resolve(name));
            Path between = Files.createSymbolicLink(home.resolve("between"), dotfiles.resolve(name));
            Files.createSymbolicLink(link, between);
        }
        Identity alice = identity("localhost", null, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        alice.onNewToken("alice", alice.onRegister("alice", token(7)));
        alice.onRegister("bob", token(8));
        assertThat(Files.isSymbolicLink(link)).isTrue();
        List<Path> written = name.equals(".")
                ? List.of(
                        dotfiles.resolve("servers"), dotfiles.resolve("tokens"), dotfiles.resolve("tokens-unconfirmed"))
                : List.of(dotfiles.resolve(name));
        assertThat(written).allSatisfy(file -> {
            assertThat(Files.isSymbolicLink(file)).isFalse();
            assertThat(file).content().contains("localhost:4242");
        });
    }

    @Test
    void aDirectoryThatOthersMayWriteIsRefused() throws IOException {
        Files.createDirectories(directory.path());
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() ->
                        directory.tokens().remember(Tokens.Token.of("localhost:4242", Tokens.PLAIN, "alice", token(7))))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("chmod go-w " + directory.path());
    }

    @Test
    void aNameWithALineEndWritesNoSecondLine() {
        Tokens.Token hostile = Tokens.Token.of(
                "localhost:4242",
                Tokens.PLAIN,
                "alice\n"
                        + Tokens.Token.of("other.example:4242", Tokens.VERIFIED, "mallory", token(1))
                                .line(),
                token(7));
        assertThatThrownBy(() -> directory.tokens().remember(hostile))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("does not fit");
        assertThat(directory.tokens().find("other.example:4242", Tokens.VERIFIED, "mallory"))
                .isEmpty();
        assertThat(directory.tokens().find("localhost:4242", Tokens.PLAIN, "alice"))
                .isEmpty();
    }

    @Test
    void aTokenThatCannotBeSavedIsReportedAndTheRestIsPassedOn() {
        Identity alice = identity("localhost", null, Identity.FirstUse.REFUSE);
        check(alice, ONE, false);
        Map<String, StateException> failures = new HashMap<>();
        ChatClient.IdentityListener listener = alice.reportingTo(failures::put);
        assertThat(listener.onRegister("alice", token(7))).isEqualTo(token(7));
        assertThat(listener.onRegister("alice", token(8))).isEqualTo(token(7));
        assertThat(listener.unconfirmed("alice")).isEqualTo(token(7));
        listener.onNotRegistered("alice");
        assertThat(listener.unconfirmed("alice")).isNull();
        listener.onNewToken("alice", token(7));
        assertThat(alice.token()).isEqualTo(token(7));
        assertThat(failures).isEmpty();
        listener.onNewToken("no\nname", token(8));
        assertThat(failures).containsOnlyKeys("no\nname");
    }

    @Test
    void manyAtOnceLoseNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                all.add(threads.submit(() -> directory
                        .tokens()
                        .remember(Tokens.Token.of("localhost:4242", Tokens.PLAIN, "user " + n, token(n)))));
            }
            for (Future<?> future : all) {
                future.get();
            }
        }
        assertThat(IntStream.range(0, 100))
                .allSatisfy(n -> assertThat(directory.tokens().find("localhost:4242", Tokens.PLAIN, "USER " + n))
                        .hasValueSatisfying(token -> assertThat(token.bytes()).isEqualTo(token(n))));
        assertThat(directory.path().toFile().list()).containsExactlyInAnyOrder("tokens", ".lock");
    }

    @Test
    void aTokenDoesNotShowItsSecret() {
        Tokens.Token token = Tokens.Token.of("localhost:4242", Tokens.PLAIN, "alice", token(7));
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(Tokens.Token.parse(token.line())).isEqualTo(token);
    }

    @Test
    void findsItsDirectoryAsXdgHasIt() {
        assertThat(StateDirectory.of(Map.of("XDG_CONFIG_HOME", "/x/y")).path()).isEqualTo(Path.of("/x/y/roomtalk"));
        Path standard = Path.of(System.getProperty("user.home"), ".config", "roomtalk");
        assertThat(StateDirectory.of(Map.of()).path()).isEqualTo(standard);
        assertThat(StateDirectory.of(Map.of("XDG_CONFIG_HOME", "relative")).path())
                .isEqualTo(standard);
        assertThat(StateDirectory.of(Map.of("HOME", "/elsewhere")).path())
                .isEqualTo(Path.of("/elsewhere", ".config", "roomtalk"));
        assertThat(StateDirectory.of(Map.of("HOME", "")).path()).isEqualTo(standard);
    }

    private Identity identity(String host, @Nullable Pin expected, Identity.FirstUse firstUse) {
        return new Identity(directory, List.of(new ServerAddress(host, 4242)), "alice", false, expected, firstUse);
    }

    private static String check(Identity identity, Pin pin, boolean verified) {
        return check(identity, pin, verified, List.of());
    }

    /** @param statements what the server answers if it is asked */
    private static String check(Identity identity, Pin pin, boolean verified, List<KeySuccession> statements) {
        String refusal = identity.check("ignored", 0, pin, verified, List.of());
        return refusal.isEmpty() && identity.asksForSuccession() ? identity.follows(statements, NOW) : refusal;
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] token(int n) {
        byte[] token = new byte[32];
        token[0] = (byte) n;
        return token;
    }

    private static Pin pin(int n) {
        return Pin.parse(Base64.getEncoder().withoutPadding().encodeToString(token(n)));
    }
}
