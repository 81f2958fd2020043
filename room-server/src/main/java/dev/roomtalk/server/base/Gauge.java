package dev.roomtalk.server.base;

/** The gauges of a node: how much there is of each at the moment. */
public enum Gauge {
    CONNECTIONS("connections", "connections that are open"),
    HALF_OPEN("connections.half.open", "connections without a user"),
    ADDRESSES_REFUSED("addresses.refused", "addresses that are refused because they kept failing"),
    ADDRESSES_BANNED("addresses.banned", "addresses and ranges that the operator has banned"),
    SESSIONS("sessions", "sessions that there are"),
    ROOMS("rooms", "rooms that there are"),
    ROOMS_OPEN("rooms.open", "rooms that are open, because somebody is in them or was a moment ago"),
    RELAY_WAITING("relay.waiting", "commands of others that wait for relay loops"),
    WORKERS_WAITING("workers.waiting", "password hashes and searches that wait for a worker"),
    STORE_WAITING("store.waiting", "messages that were relayed and wait to be stored"),
    STORE_LAG("store.lag.seconds", "for how long the oldest message that waits to be stored has waited"),
    STORE_TROUBLE("store.trouble", "1: messages cannot be stored at the moment; 0: they can"),
    FEED_LAG(
            "feed.lag.seconds", "how long ago it was seen that Redis brings what all nodes append; up to 0.5 is usual"),
    NODES("nodes", "servers that share the engine at the moment, this one too"),
    ENGINE_ROUND_TRIP("engine.round.trip.seconds", "how long the last renewal of this server's lease in Redis took"),
    ENGINE_RECONNECTIONS("engine.reconnections", "how often this server has connected to a master of Redis anew"),
    ENGINE_EPOCHS(
            "engine.epochs", "how often an open room has begun a new epoch, because Redis may have lost its tail"),
    FEED_RENEWALS("feed.renewals", "how often this node has subscribed anew to what Redis brings"),
    DATABASE_BYTES("database.bytes", "size of the database file"),
    WAL_BYTES("database.log.bytes", "size of the write-ahead log beside the database"),
    DISK_FREE_BYTES("disk.free.bytes", "bytes that this user may still write to the disk of the data directory"),
    CERTIFICATE_EXPIRY(
            "certificate.expiry.timestamp.seconds", "Unix time until which the certificate is valid; 0: plain"),
    LAST_RELOAD("reload.timestamp.seconds", "Unix time when the configuration was loaded last, at the start or again"),
    RELOAD_TROUBLE(
            "reload.trouble", "1: the last time that the configuration was loaded it was refused; 0: it was not"),
    LAST_BACKUP("backup.timestamp.seconds", "Unix time of the last room-server backup; 0: there was none"),
    CLOCK_JUMPS("clock.jumps", "how often the clock of this machine has jumped since the start"),
    CLOCK_UNCERTAIN(
            "clock.uncertain", "1: the clock has jumped, and nobody's name expires for an hour; 0: it goes evenly");

    private final String metric;
    private final String meaning;

    Gauge(String metric, String meaning) {
        this.metric = metric;
        this.meaning = meaning;
    }

    public String metric() {
        return metric;
    }

    public String meaning() {
        return meaning;
    }
}
