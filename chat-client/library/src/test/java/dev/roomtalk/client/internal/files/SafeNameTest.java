package dev.roomtalk.client.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "report.pdf, report.pdf",
        "/etc/passwd, passwd",
        "../../.ssh/authorized_keys, authorized_keys",
        "..\\..\\boot.ini, boot.ini",
        ".., _.",
        ".bashrc, _bashrc",
        "-rf, _rf",
        "~, _",
        "a:b*c?d, a_b_c_d",
        "dir/, file",
        "'', file",
        "Grüße 早上好.txt, Grüße 早上好.txt"
    })
    void namesAFileInOneDirectory(String given, String safe) {
        assertThat(SafeName.of(given)).isEqualTo(safe);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "gpj\u202efdp.exe", "a\u200bb", "\ud800", "x\u001b[2J"})
    void whatSteersIsNoPartOfIt(String given) {
        String safe = SafeName.of(given);
        assertThat(safe.codePoints())
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
        assertThat(Path.of("/here").resolve(safe).normalize().getParent()).isEqualTo(Path.of("/here"));
    }

    @Test
    void aLongNameKeepsItsEnd() {
        String safe = SafeName.of("ä".repeat(300) + ".pdf");
        assertThat(safe).endsWith(".pdf");
        assertThat(safe.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void aNumberStandsBeforeTheEnding() {
        assertThat(SafeName.numbered("report.pdf", 2)).isEqualTo("report (2).pdf");
        assertThat(SafeName.numbered("Makefile", 3)).isEqualTo("Makefile (3)");
    }
}
