package dev.roomtalk.bench.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What stands behind {@code --}: options for each server that is started. */
final class StartedServer {
    @Parameters(paramLabel = "-- SERVER-OPTION", description = "For each server that is started.", arity = "0..*")
    private List<String> options = new ArrayList<>();

    List<String> options() {
        return options;
    }
}
