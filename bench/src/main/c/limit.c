/* The floor under a UDP relay: for each message one sendmmsg to all members of its room, one message a datagram. No encryption,
 * no order, no acks, nothing repaired. */
#include "relay.h"

static struct mmsghdr outgoing[1024];
static struct iovec outgoing_parts[1024][2];

static void fan_out(int fd, struct room *room, uint8_t *text, unsigned length) {
    for (unsigned first = 0; first < room->count; first += 1024) {
        unsigned count = room->count - first < 1024 ? room->count - first : 1024;
        for (unsigned i = 0; i < count; i++) {
            struct member *member = &members[room->members[first + i]];
            outgoing_parts[i][0].iov_base = member->head;
            outgoing_parts[i][1].iov_base = text;
            outgoing_parts[i][1].iov_len = length;
            outgoing[i].msg_hdr.msg_name = &member->address;
        }
        send_all(fd, outgoing, count);
    }
}

int main(void) {
    for (int i = 0; i < 1024; i++) {
        outgoing_parts[i][0].iov_len = DELIVER_HEAD;
        outgoing[i].msg_hdr.msg_iov = outgoing_parts[i];
        outgoing[i].msg_hdr.msg_iovlen = 2;
        outgoing[i].msg_hdr.msg_namelen = sizeof(struct sockaddr_in);
    }
    int fd = serve("limit");
    for (;;) {
        each_message(fd, receive(fd, MSG_WAITFORONE), fan_out);
    }
}
