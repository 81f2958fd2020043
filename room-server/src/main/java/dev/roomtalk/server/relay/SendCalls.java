package dev.roomtalk.server.relay;

/** The calls that hand datagrams to the kernel. Each answers with what the call returns, or the error below zero. */
interface SendCalls {
    // errno.h
    int EINTR = 4;
    int EIO = 5;
    int EBADF = 9;
    int EAGAIN = 11;
    int EINVAL = 22;
    int EMSGSIZE = 90;

    /** Sends what {@code count} headers ({@code struct mmsghdr}) say: how many, up to the first that is refused. */
    int send(long headers, int count);

    /** Sends what one header describes: its bytes. */
    int sendOne(long header);
}
