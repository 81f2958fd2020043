package dev.roomtalk.server.base;

/** The gauges of a node: how much there is of each at the moment. */
public enum Gauge {
    CONNECTIONS("connections", "connections that are open"),
    HALF_OPEN("connections.half.open", "connections without a user"),
    ADDRESSES_REFUSED("addresses.refused", "addresses that are refused because they kept failing"),
    ADDRESSES_BANNED("addresses.banned", "addresses and ranges that the operator has banned"),
    SESSIONS("sessions", "sessions that there are"),
    ROOMS("rooms", "rooms that there are"),
    RELAY_WAITING("relay.waiting", "commands of others that wait for relay loops"),
    WORKERS_WAITING("workers.waiting", "password hashes and searches that wait for a worker"),
    STORE_WAITING("store.waiting", "messages that were relayed and wait to be stored"),
    STORE_LAG("store.lag.seconds", "for how long the oldest message that waits to be stored has waited"),
    STORE_TROUBLE("store.trouble", "1: messages cannot be stored at the moment; 0: they can");

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
