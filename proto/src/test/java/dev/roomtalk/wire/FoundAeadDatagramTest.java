package dev.roomtalk.wire;

/** Sealing and opening by what is found on this machine: OpenSSL, see {@link AeadProviderTest}. */
class FoundAeadDatagramTest extends DatagramContract {
    FoundAeadDatagramTest() {
        super(AeadProvider.find());
    }
}
