package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemRootsTest {
    /** As {@code openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj /CN=...}. */
    private static final String ONE = """
            -----BEGIN CERTIFICATE-----
            MIIBfDCCASOgAwIBAgIUXCKSxSOTEqBHsVA1qLNdmCYH6VgwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIUm9vdCBPbmUwIBcNMjYxMTI5MjAxNjI2WhgPMjEyNjExMDUy
            MDE2MjZaMBMxETAPBgNVBAMMCFJvb3QgT25lMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAEuei8lF2QNUWPrnavuRs8aU0jsbvUNilCVRdAGisjx5hh/NpTJTK/gq18
            ZlT/hIVdTYY7duHLsA7tl+UR4EPt1aNTMFEwHQYDVR0OBBYEFLGE1c0SP3YcMuxv
            oHziGUoNPCd5MB8GA1UdIwQYMBaAFLGE1c0SP3YcMuxvoHziGUoNPCd5MA8GA1Ud
            EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgDx8LnSDk4EpM6M8771g0Kvhx
            WBauFNdqy5/ZoBKKQdwCIDcqWZXWtiJTgn00v5BZUAOsz62dRgqNGc2xVDYQ0zrh
            -----END CERTIFICATE-----
            """;

    private static final String TWO = """
            -----BEGIN CERTIFICATE-----
            MIIBfDCCASOgAwIBAgIUTlwGI9mg3rY18t3gCgySjmTxBuUwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIUm9vdCBUd28wIBcNMjYxMTI5MjAxNjI2WhgPMjEyNjExMDUy
            MDE2MjZaMBMxETAPBgNVBAMMCFJvb3QgVHdvMFkwEwYHKoZIzj0CAQYIKoZIzj0D
            AQcDQgAE6lfGEQwks8XiUyCq/xjuskhqnPzTqbMMOeCXFrb4yauv82xt/4/Ky9U5
            KHjlnwaECfO+ae94JwX8r75iijVfS6NTMFEwHQYDVR0OBBYEFP4F1bY34iTgx/qz
            VIp9DgAaukEiMB8GA1UdIwQYMBaAFP4F1bY34iTgx/qzVIp9DgAaukEiMA8GA1Ud
            EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgY9gfNq2niXUoqEwHBxv+xiwr
            gm25FBGAxMDCa6yuNTwCIGru8o9K61tXYjNDBC3QhIe6Rbb8yZ/+QZsdzDtHEbUm
            -----END CERTIFICATE-----
            """;

    @TempDir
    Path directory;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static List<String> names(SystemRoots.Roots roots) {
        assertThat(roots.unreadable()).isEmpty();
        return List.of(Objects.requireNonNull(roots.manager()).getAcceptedIssuers()).stream()
                .map(root -> root.getSubjectX500Principal().getName())
                .sorted()
                .toList();
    }

    @Test
    void theFirstBundleThatThereIsCounts() throws IOException {
        Path missing = directory.resolve("missing");
        Path both = file("both", "a comment\n" + ONE + TWO);
        Path one = file("one", ONE);
        assertThat(names(SystemRoots.load(Map.of(), List.of(missing, both, one), false)))
                .containsExactly("CN=Root One", "CN=Root Two");
    }

    @Test
    void theVariableOfOtherProgramsCountsBeforeThem() throws IOException {
        Path one = file("one", ONE);
        Path two = file("two", TWO);
        assertThat(names(SystemRoots.load(Map.of("SSL_CERT_FILE", two.toString()), List.of(one), false)))
                .containsExactly("CN=Root Two");
    }

    /** And not, instead, whom somebody else trusts. */
    @Test
    void whereItNamesNothingNobodyIsTrusted() throws IOException {
        Path one = file("one", ONE);
        String missing = directory.resolve("missing").toString();
        SystemRoots.Roots roots = SystemRoots.load(Map.of("SSL_CERT_FILE", missing), List.of(one), false);
        assertThat(roots.manager()).isNull();
        assertThat(roots.unreadable()).contains("cannot be read from " + missing);
    }

    @Test
    void whatCannotBeReadIsNotTakenForNobody() throws IOException {
        Path broken = file("broken", ONE.replace("MIIB", "!!!!"));
        SystemRoots.Roots roots = SystemRoots.load(Map.of("SSL_CERT_FILE", broken.toString()), List.of(), false);
        assertThat(roots.manager()).isNull();
        assertThat(roots.unreadable()).contains(broken.toString());
    }
}
