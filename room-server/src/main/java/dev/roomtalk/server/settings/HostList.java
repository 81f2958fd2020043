package dev.roomtalk.server.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The addresses that a server listens on, each of them once. */
final class HostList {
    private HostList() {}

    /**
     * Leaves out an address that is there before, or that another one includes: {@code ::} includes every address,
     * {@code 0.0.0.0} every one of IPv4. What is left can be bound side by side.
     */
    static List<InetAddress> withoutOverlap(List<InetAddress> addresses) {
        // By its text: two IPv6 addresses of different interfaces are equal to Java.
        Map<String, InetAddress> distinct = new LinkedHashMap<>();
        addresses.forEach(address -> distinct.putIfAbsent(address.getHostAddress(), address));
        List<InetAddress> wildcards = distinct.values().stream()
                .filter(InetAddress::isAnyLocalAddress)
                .toList();
        boolean all = wildcards.stream().anyMatch(address -> !(address instanceof Inet4Address));
        List<InetAddress> left = new ArrayList<>();
        for (InetAddress address : distinct.values()) {
            boolean v4 = address instanceof Inet4Address;
            boolean included = !address.isAnyLocalAddress() && v4 && !wildcards.isEmpty();
            if (all ? address.isAnyLocalAddress() && !v4 : !included) {
                left.add(address);
            }
        }
        return List.copyOf(left);
    }
}
