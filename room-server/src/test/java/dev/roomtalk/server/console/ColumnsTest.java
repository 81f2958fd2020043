package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void columnsAreAsWideAsTheyHaveToBe() {
        Columns table = new Columns(1, "ROOM", "MESSAGES");
        table.row("hall", "7");
        table.row("会議", "12");
        table.row("a\u001b[2Jb", "1");
        table.row("party🎉", "1");
        assertThat(table.text()).isEqualTo("""
                ROOM     MESSAGES
                hall            7
                会議           12
                a\ufffd[2Jb          1
                party🎉         1
                """);
    }

    @Test
    void aLineIsCutByItsWidth() {
        assertThat(Columns.cut("会議 room", 3)).isEqualTo("会");
        assertThat(Columns.cut("room", 4)).isEqualTo("room");
        assertThat(Columns.cut("room", 3)).isEqualTo("roo");
    }
}
