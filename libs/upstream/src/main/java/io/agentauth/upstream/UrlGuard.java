// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which URLs may be called, before any name is looked up. A host is a public name in its plain form: every other way to write an address
 * is a way to write one that nobody would have allowed.
 */
final class UrlGuard {
    private static final int URL_MAX = 4096;
    private static final Pattern NAME =
            Pattern.compile("(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");
    /** Names that never lead to the public internet. */
    private static final Pattern INSIDE = Pattern.compile(
            ".*\\.(localhost|local|internal|intranet|lan|home|corp|private|localdomain|arpa|onion|invalid)");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x00-\\x20\\x7F-\\uFFFF\\\\]");

    private final Set<Integer> ports;
    private final Set<Origin> inside;

    /**
     * @param ports the ports that are allowed
     * @param inside origins that are allowed as they are, wherever they lead
     */
    UrlGuard(Set<Integer> ports, Set<Origin> inside) {
        this.ports = Set.copyOf(ports);
        this.inside = Set.copyOf(inside);
    }

    /**
     * Where {@code uri} leads.
     *
     * @throws Refused if it must not be called
     */
    Destination check(URI uri) {
        String text = uri.toString();
        require(text.length() <= URL_MAX && !UNPRINTABLE.matcher(text).find(), "the URL is malformed");
        require(uri.getRawUserInfo() == null, "the URL has a user");
        require(uri.getRawFragment() == null, "the URL has a fragment");
        Origin origin = Origin.of(uri);
        if (origin == null) {
            throw new Refused("the URL is no https URL");
        }
        boolean tls = origin.scheme().equals("https");
        if (inside.contains(origin)) {
            return new Destination(uri, bare(origin.host()), origin.port(), tls, true);
        }
        require(tls, "the URL is no https URL");
        require(ports.contains(origin.port()), "the URL's port is not allowed");
        require(NAME.matcher(origin.host()).matches(), "the URL's host is no public name");
        require(!INSIDE.matcher(origin.host()).matches(), "the URL's host is no public name");
        return new Destination(uri, origin.host(), origin.port(), true, false);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
