/* What the two limit programs share: the socket, the rooms and the set-up datagrams. Numbers are big-endian.
 *
 *   'R' room:4 member:4                                    register; the same 9 bytes come back
 *   'M' 0 length:2 room:4 sender:4 n:4 text                a message, several may follow each other in one datagram
 *   'D' 0 0 0 member:4 message...                          what a member gets: the messages as they came
 *
 * A member is in one room. The program ends when its standard input does, so that it never outlives who started it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_DATAGRAM 1200
#define DELIVER_HEAD 8
#define MESSAGE_HEAD 16
#define REGISTER_LENGTH 9
#define MAX_ROOMS 16384
#define MAX_MEMBERS 262144
#define BATCH 64

struct member {
    int registered;
    struct sockaddr_in address;
    uint8_t head[DELIVER_HEAD];
};

struct room {
    uint32_t *members;
    unsigned count;
    unsigned capacity;
};

static struct member members[MAX_MEMBERS];
static struct room rooms[MAX_ROOMS];

static struct mmsghdr incoming[BATCH];
static struct iovec incoming_parts[BATCH];
static struct sockaddr_in incoming_from[BATCH];
static uint8_t incoming_bytes[BATCH][2048];

static uint32_t number(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void *end_with_input(void *unused) {
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
    _exit(0);
    return unused;
}

/* Binds to a port of 127.0.0.1 that the kernel chooses, and says which. */
static int serve(const char *name) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) {
        fail("socket");
    }
    int buffer = 4 * 1024 * 1024;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(fd, (struct sockaddr *)&address, length) < 0) {
        fail("bind");
    }
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
        fail("getsockname");
    }
    for (int i = 0; i < BATCH; i++) {
        incoming_parts[i] = (struct iovec){incoming_bytes[i], sizeof incoming_bytes[i]};
        incoming[i].msg_hdr.msg_iov = &incoming_parts[i];
        incoming[i].msg_hdr.msg_iovlen = 1;
        incoming[i].msg_hdr.msg_name = &incoming_from[i];
    }
    pthread_t input;
    if (pthread_create(&input, NULL, end_with_input, NULL) != 0) {
        fail("pthread_create");
    }
    printf("%s ready: udp 127.0.0.1:%d\n", name, ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

/* Waits for datagrams, or with MSG_DONTWAIT takes what is there; returns how many came. */
static int receive(int fd, int flags) {
    for (int i = 0; i < BATCH; i++) {
        incoming[i].msg_hdr.msg_namelen = sizeof incoming_from[i];
    }
    int count = recvmmsg(fd, incoming, BATCH, flags, NULL);
    if (count >= 0) {
        return count;
    }
    /* ECONNREFUSED reports a member that is gone. */
    if (errno == EINTR || errno == EAGAIN || errno == ECONNREFUSED) {
        return 0;
    }
    fail("recvmmsg");
    return 0;
}

/* Sends them all; one that fails is passed over, as a network would. */
static void send_all(int fd, struct mmsghdr *messages, unsigned count) {
    for (unsigned sent = 0; sent < count;) {
        int now = sendmmsg(fd, messages + sent, count - sent, 0);
        sent += now > 0 ? (unsigned)now : 1;
    }
}

static void enter(int fd, const uint8_t *datagram, const struct sockaddr_in *from) {
    uint32_t room_number = number(datagram + 1);
    uint32_t member_number = number(datagram + 5);
    if (room_number >= MAX_ROOMS || member_number >= MAX_MEMBERS) {
        return;
    }
    struct member *member = &members[member_number];
    member->address = *from;
    if (!member->registered) {
        struct room *room = &rooms[room_number];
        if (room->count == room->capacity) {
            room->capacity = room->capacity ? 2 * room->capacity : 16;
            room->members = realloc(room->members, room->capacity * sizeof *room->members);
            if (!room->members) {
                fail("realloc");
            }
        }
        room->members[room->count++] = member_number;
        member->head[0] = 'D';
        memcpy(member->head + 4, datagram + 5, 4);
        member->registered = 1;
    }
    sendto(fd, datagram, REGISTER_LENGTH, 0, (const struct sockaddr *)from, sizeof *from);
}

/* The length of the message at `at`, or 0 if there is none; its room is set. */
static unsigned message(const uint8_t *at, unsigned left, struct room **room) {
    if (left < MESSAGE_HEAD || at[0] != 'M' || number(at + 4) >= MAX_ROOMS) {
        return 0;
    }
    unsigned length = MESSAGE_HEAD + ((unsigned)at[2] << 8 | at[3]);
    if (length > left || length > MAX_DATAGRAM - DELIVER_HEAD) {
        return 0;
    }
    *room = &rooms[number(at + 4)];
    return length;
}

/* Hands each message of the datagrams just received to `relay`. */
static void each_message(int fd, int count, void (*relay)(int, struct room *, uint8_t *, unsigned)) {
    for (int i = 0; i < count; i++) {
        uint8_t *at = incoming_bytes[i];
        unsigned left = incoming[i].msg_len;
        if (left == REGISTER_LENGTH && at[0] == 'R') {
            enter(fd, at, &incoming_from[i]);
            continue;
        }
        struct room *room;
        for (unsigned length; (length = message(at, left, &room)); at += length, left -= length) {
            relay(fd, room, at, length);
        }
    }
}
