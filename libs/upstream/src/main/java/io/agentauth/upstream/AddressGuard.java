// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses belong to the public internet. Everything that a registry sets aside is refused, also in the forms that wrap an IPv4
 * address: what is not plainly public is somebody's inside.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA IPv4 special-purpose addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA IPv6 special-purpose addresses</a>
 */
final class AddressGuard {
    private static final List<Range> IPV4_SET_ASIDE = List.of(
            Range.of("0.0.0.0/8"),
            Range.of("10.0.0.0/8"),
            Range.of("100.64.0.0/10"),
            Range.of("127.0.0.0/8"),
            Range.of("169.254.0.0/16"),
            Range.of("172.16.0.0/12"),
            Range.of("192.0.0.0/24"),
            Range.of("192.0.2.0/24"),
            Range.of("192.31.196.0/24"),
            Range.of("192.52.193.0/24"),
            Range.of("192.88.99.0/24"),
            Range.of("192.168.0.0/16"),
            Range.of("192.175.48.0/24"),
            Range.of("198.18.0.0/15"),
            Range.of("198.51.100.0/24"),
            Range.of("203.0.113.0/24"),
            // A cloud's metadata and platform address in public space.
            Range.of("168.63.129.16/32"),
            Range.of("224.0.0.0/4"),
            Range.of("240.0.0.0/4"));

    /** Only this is handed out to the public; wrapped IPv4 (mapped, NAT64), local and multicast addresses lie outside. */
    private static final Range IPV6_PUBLIC = Range.of("2000::/3");

    private static final List<Range> IPV6_SET_ASIDE = List.of(
            // Teredo, ORCHID, benchmarking and their like.
            Range.of("2001::/23"),
            Range.of("2001:db8::/32"),
            // 6to4 wraps any IPv4 address.
            Range.of("2002::/16"),
            Range.of("2620:4f:8000::/48"),
            Range.of("3fff::/20"));

    private AddressGuard() {}

    /** Whether {@code address} is on the public internet. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> IPV4_SET_ASIDE.stream().noneMatch(range -> range.contains(bytes));
            case Inet6Address _ ->
                IPV6_PUBLIC.contains(bytes) && IPV6_SET_ASIDE.stream().noneMatch(range -> range.contains(bytes));
            default -> false;
        };
    }

    /** Addresses with a common prefix. */
    private record Range(InetAddress first, int prefixBits) {
        static Range of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            byte[] prefix = first.getAddress();
            if (prefix.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefixBits; bit += Byte.SIZE) {
                int mask = 0xFF << Math.max(0, Byte.SIZE - (prefixBits - bit));
                if (((prefix[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask & 0xFF) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
