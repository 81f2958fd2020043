package dev.roomtalk.bridge.app;

import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version of this program, from its jar. */
final class Version implements IVersionProvider {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec command;

    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {command.root().name() + " " + number()};
    }
}
