package dev.roomtalk.e2e.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Volume;
import dev.roomtalk.e2e.Outcome;
import dev.roomtalk.e2e.Props;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Where one test's containers are: a network of their own, and volumes, all of which are gone when it ends. No
 * container may write anywhere but in its volume, nor has it any of root's capabilities.
 */
final class Harbour implements BeforeEachCallback, AfterEachCallback {
    static final String SERVER = "server";
    static final int METRICS_PORT = 9464;

    private final Props things = new Props();
    private Network network = Network.SHARED;

    @Override
    public void beforeEach(ExtensionContext context) {
        Image.tag();
        network = things.keep(Network.newNetwork());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        things.closeAll();
    }

    DockerClient engine() {
        return Image.engine();
    }

    /** A new volume; its name. */
    String volume() {
        String name = engine().createVolumeCmd().exec().getName();
        things.keep(() -> {
            try {
                engine().removeVolumeCmd(name).exec();
            } catch (NotFoundException e) {
                throw new AssertionError("volume " + name + " was removed by somebody else", e);
            }
        });
        return name;
    }

    /** A server that is ready, with its data in this volume. */
    GenericContainer<?> server(String volume) {
        GenericContainer<?> server = prepared(SERVER, volume, "room-server")
                .withExposedPorts(METRICS_PORT)
                .withEnv(Map.of("ROOM_SERVER_METRICS_HOST", "0.0.0.0", "ROOM_SERVER_KEEP_ALIVE", "2s"))
                .waitingFor(Wait.forLogMessage("room-server .* ready: .*\n", 1));
        server.start();
        return server;
    }

    /** A container of that name in which commands can be run, with the person's keys in this volume. */
    GenericContainer<?> person(String name, String volume) {
        GenericContainer<?> person = prepared(name, volume, "sleep", "infinity");
        person.start();
        return person;
    }

    /** A container that runs one command. */
    GenericContainer<?> program(String name, String... command) {
        GenericContainer<?> program = prepared(name, volume(), command);
        program.start();
        return program;
    }

    private GenericContainer<?> prepared(String name, String volume, String... command) {
        return things.keep(new GenericContainer<>(DockerImageName.parse(Image.tag()))
                .withNetwork(network)
                .withNetworkAliases(name)
                .withCommand(command)
                .withEnv(Map.of("ROOMTALK_NAME", name, "ROOMTALK_SERVER", SERVER))
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withBinds(new Bind(volume, new Volume("/data")))));
    }

    /** Runs {@code chat} in that container, and waits for its end. */
    static Outcome chat(GenericContainer<?> person, String... arguments) {
        return exec(
                person, Stream.concat(Stream.of("chat"), Stream.of(arguments)).toArray(String[]::new));
    }

    static Outcome exec(GenericContainer<?> container, String... command) {
        try {
            Container.ExecResult result = container.execInContainer(command);
            return new Outcome(result.getExitCode(), result.getStdout(), result.getStderr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Pulls the plug: nothing reaches that container, nor comes from it, until it is connected again. */
    void disconnect(GenericContainer<?> container) {
        engine().disconnectFromNetworkCmd()
                .withContainerId(container.getContainerId())
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    void connect(GenericContainer<?> container) {
        engine().connectToNetworkCmd()
                .withContainerId(container.getContainerId())
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(container.getNetworkAliases()))
                .exec();
    }
}
