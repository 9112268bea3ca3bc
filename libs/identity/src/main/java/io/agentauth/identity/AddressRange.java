// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits: {@code 203.0.113.0/24}, {@code 2001:db8::/32}, or a single one without a slash (RFC 4632 §3.1,
 * RFC 4291 §2.3). No name is ever looked up.
 */
public final class AddressRange {
    private static final int TEXT_CHARS_MAX = 45;
    private static final Pattern FOUR_NUMBERS = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    private final String text;
    private final byte[] first;
    private final int length;

    private AddressRange(String text, byte[] first, int length) {
        this.text = text;
        this.first = first;
        this.length = length;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException with what is wrong, for whoever wrote it
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AddressRange parse(CharSequence written) {
        String text = written.toString();
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(
                        () -> new IllegalArgumentException("It is an IPv4 or IPv6 address, or a range in CIDR form."));
        int bits = address.length * Byte.SIZE;
        int length = slash < 0 ? bits : length(text.substring(slash + 1), bits);
        if (new BigInteger(1, address).getLowestSetBit() >= 0
                && new BigInteger(1, address).getLowestSetBit() < bits - length) {
            throw new IllegalArgumentException(
                    "Bits behind the first " + length + " are set; a range begins at its first address.");
        }
        return new AddressRange(text, address, length);
    }

    private static int length(String text, int bits) {
        int length = LENGTH.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
        if (length > bits) {
            throw new IllegalArgumentException("Behind the slash is a number from 0 to " + bits + ".");
        }
        return length;
    }

    /** Whether {@code text} is an address that a range can have. */
    public static boolean isAddress(String text) {
        return bytes(text).isPresent();
    }

    /** Whether {@code address}, as text, is one of them. What is no address is in no range; an IPv4 address written as IPv6 is the IPv4 address. */
    public boolean contains(String address) {
        return bytes(address).map(this::contains).orElse(false);
    }

    private boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = length / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != first[i]) {
                return false;
            }
        }
        int rest = length % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest);
        return rest == 0 || (address[whole] & mask) == (first[whole] & mask);
    }

    private static Optional<byte[]> bytes(String address) {
        // A zone names an interface of one host, and short IPv4 forms are read differently by different programs.
        boolean plain = address.length() <= TEXT_CHARS_MAX
                && (address.indexOf(':') >= 0
                        ? address.indexOf('%') < 0 && address.indexOf('[') < 0
                        : FOUR_NUMBERS.matcher(address).matches());
        try {
            return plain ? Optional.of(InetAddress.ofLiteral(address).getAddress()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRange range && range.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
