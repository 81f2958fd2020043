package dev.roomtalk.chat.command;

import picocli.CommandLine.Option;

/** Whether a command that prints messages prints them for programs. */
final class MessageJson {
    @Option(
            names = "--json",
            description = {
                "One JSON object a line: room, epoch, sequence, time (UTC), author, label, text, kind, target-epoch, target,",
                "changed-by, removed-by."
            })
    private boolean json;

    boolean asked() {
        return json;
    }
}
