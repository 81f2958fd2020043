/* The floor under a UDP relay that bundles: what is waiting is packed, for each member, into datagrams of up to 1,200 bytes. No
 * encryption, no order, no acks, nothing repaired, no segmentation offload. */
#include "relay.h"

/* Datagrams made before they are sent. */
#define OUTGOING 1024
/* Rounds of receiving, 64 datagrams each, before what was made must go. */
#define ROUNDS 16

static struct mmsghdr outgoing[OUTGOING];
static struct iovec outgoing_part[OUTGOING];
static uint8_t outgoing_bytes[OUTGOING][MAX_DATAGRAM];
static uint32_t outgoing_member[OUTGOING];
static unsigned outgoing_count;

/* Of each member: 1 + the index of the datagram that is being filled, or 0. */
static unsigned filling[MAX_MEMBERS];

static void flush(int fd) {
    send_all(fd, outgoing, outgoing_count);
    for (unsigned i = 0; i < outgoing_count; i++) {
        filling[outgoing_member[i]] = 0;
    }
    outgoing_count = 0;
}

static void pack(int fd, struct room *room, uint8_t *text, unsigned length) {
    for (unsigned i = 0; i < room->count; i++) {
        uint32_t member = room->members[i];
        unsigned slot = filling[member];
        if (!slot || outgoing_part[slot - 1].iov_len + length > MAX_DATAGRAM) {
            if (outgoing_count == OUTGOING) {
                flush(fd);
            }
            slot = ++outgoing_count;
            filling[member] = slot;
            outgoing_member[slot - 1] = member;
            outgoing[slot - 1].msg_hdr.msg_name = &members[member].address;
            memcpy(outgoing_bytes[slot - 1], members[member].head, DELIVER_HEAD);
            outgoing_part[slot - 1].iov_len = DELIVER_HEAD;
        }
        struct iovec *part = &outgoing_part[slot - 1];
        memcpy((uint8_t *)part->iov_base + part->iov_len, text, length);
        part->iov_len += length;
    }
}

int main(void) {
    for (int i = 0; i < OUTGOING; i++) {
        outgoing_part[i].iov_base = outgoing_bytes[i];
        outgoing[i].msg_hdr.msg_iov = &outgoing_part[i];
        outgoing[i].msg_hdr.msg_iovlen = 1;
        outgoing[i].msg_hdr.msg_namelen = sizeof(struct sockaddr_in);
    }
    int fd = serve("limit-pack");
    for (;;) {
        int count = receive(fd, MSG_WAITFORONE);
        each_message(fd, count, pack);
        for (int round = 1; count == BATCH && round < ROUNDS; round++) {
            count = receive(fd, MSG_DONTWAIT);
            each_message(fd, count, pack);
        }
        flush(fd);
    }
}
