package dev.roomtalk.wire;

/** Sealing and opening by the JDK. */
class DatagramTest extends DatagramContract {
    DatagramTest() {
        super(AeadProvider.jdk());
    }
}
