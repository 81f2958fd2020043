package dev.roomtalk.simulation;

import static dev.roomtalk.simulation.ControlFuzzTest.CONNECT;
import static dev.roomtalk.simulation.ControlFuzzTest.CUT;
import static dev.roomtalk.simulation.ControlFuzzTest.DATAGRAM;
import static dev.roomtalk.simulation.ControlFuzzTest.MESSAGE;
import static dev.roomtalk.simulation.ControlFuzzTest.RAW;
import static dev.roomtalk.simulation.ControlFuzzTest.RETURN;
import static dev.roomtalk.simulation.ControlFuzzTest.STOP_READING;
import static dev.roomtalk.simulation.ControlFuzzTest.TURN;
import static dev.roomtalk.simulation.ControlFuzzTest.WAIT;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.roomtalk.fuzz.Steps;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import java.util.stream.Stream;

/** Conversations in which the requests of the protocol are made, by members, by others, and before a session. */
final class ConversationSeeds {
    private ConversationSeeds() {}

    static Stream<byte[]> all() {
        return Stream.of(
                hello(new Steps(), "alice")
                        .step(MESSAGE, request(2, "create_room { name: 'ops' topic: 'all of it' password: 'secret' }"))
                        .step(MESSAGE, request(3, "list_rooms {}"))
                        .step(MESSAGE, request(4, "list_members { room: 'ops' }"))
                        .step(MESSAGE, publish(1, 1, "hello"))
                        .step(MESSAGE, publish(1, 2, "the rain came"))
                        .step(MESSAGE, request(5, "search { words: 'rain' context: 2 }"))
                        .step(MESSAGE, request(6, "read_history { room: 1 last: 10 }"))
                        .step(MESSAGE, request(7, "list_authors { room: 1 numbers: 1 numbers: 2 }"))
                        .step(MESSAGE, request(8, "set_topic { room: 'ops' topic: 'other' }"))
                        .step(MESSAGE, request(9, "change_room { room: 'ops' slow_seconds: 5 history_lines: 9 }"))
                        .step(MESSAGE, request(10, "leave_room { name: 'ops' }"))
                        .step(MESSAGE, request(11, "close_room { name: 'ops' }"))
                        .step(MESSAGE, request(0, "goodbye {}"))
                        .input(),
                hello(new Steps(), "alice")
                        .step(MESSAGE, request(2, "create_room { name: 'ops' private: true }"))
                        .step(MESSAGE, request(3, "invite { room: 'ops' uses: 2 seconds: 60 }"))
                        .step(MESSAGE, request(4, "list_invitations { room: 'ops' }"))
                        .step(MESSAGE, request(5, "uninvite { room: 'ops' id: 'x' }"))
                        .step(CONNECT)
                        .step(MESSAGE, helloOf("bob"))
                        .step(MESSAGE, request(2, "join_room { name: 'ops' quiet: true }"))
                        .step(TURN, (byte) 0)
                        .step(MESSAGE, request(6, "set_role { room: 'ops' name: 'bob' role: ROLE_MUTED seconds: 9 }"))
                        .step(MESSAGE, request(7, "kick { room: 'ops' name: 'bob' reason: 'no' }"))
                        .step(MESSAGE, request(8, "ban { room: 'ops' name: 'bob' seconds: 60 address: true }"))
                        .step(MESSAGE, request(9, "list_bans { room: 'ops' }"))
                        .step(MESSAGE, request(10, "unban { room: 'ops' name: 'bob' }"))
                        .input(),
                hello(new Steps(), "alice")
                        .step(MESSAGE, request(2, "create_room { name: 'ops' ephemeral: true }"))
                        .step(CONNECT)
                        .step(MESSAGE, helloOf("bob"))
                        .step(MESSAGE, request(2, "join_room { name: 'ops' }"))
                        .step(DATAGRAM, frames("ping { id: 1 }"))
                        .step(MESSAGE, request(0, "use_transport { udp: true }"))
                        .step(DATAGRAM, frames("publish { room: 1 n: 1 text: 'by udp' }", "nack { room: 1 ranges: 1 }"))
                        .step(DATAGRAM, frames("report { highest: 9 received: 2 }", "typing { room: 1 }"))
                        .step(TURN, (byte) 0)
                        .step(STOP_READING)
                        .step(MESSAGE, publish(1, 1, "x".repeat(3000)))
                        .step(WAIT, (byte) 60)
                        .step(CUT)
                        .input(),
                hello(new Steps(), "alice")
                        .step(MESSAGE, request(2, "create_room { name: 'ops' }"))
                        .step(MESSAGE, request(3, "renew_token {}"))
                        .step(RETURN, (byte) 1)
                        .step(MESSAGE, request(2, "join_room { name: 'ops' resume_epoch: 1 resume_sequence: 1 }"))
                        .step(RETURN, (byte) 1)
                        .step(WAIT, (byte) 255)
                        .input(),
                new Steps()
                        .step(MESSAGE, request(1, "get_succession {}"))
                        .step(RAW, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 8)
                        .step(RAW, (byte) 3)
                        .step(RAW, (byte) 127, (byte) 0, (byte) 0, (byte) 2, (byte) 8)
                        .input());
    }

    private static Steps hello(Steps steps, String name) {
        return steps.step(MESSAGE, helloOf(name));
    }

    private static byte[] helloOf(String name) {
        return request(1, "hello { versions: 1 name: '" + name + "' instance: 7 }");
    }

    private static byte[] request(int id, String body) {
        try {
            return TextFormat.parse("request_id: " + id + " " + body, ClientMessage.class)
                    .toByteArray();
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] publish(int room, long n, String text) {
        return ClientMessage.newBuilder()
                .setFrame(Frame.newBuilder()
                        .setPublish(Publish.newBuilder().setRoom(room).setN(n).setText(ByteString.copyFromUtf8(text))))
                .build()
                .toByteArray();
    }

    private static byte[] frames(String... frames) {
        ByteString all = ByteString.EMPTY;
        for (String frame : frames) {
            try {
                all = all.concat(TextFormat.parse(frame, Frame.class).toByteString());
            } catch (TextFormat.ParseException e) {
                throw new AssertionError(e);
            }
        }
        return all.toByteArray();
    }
}
