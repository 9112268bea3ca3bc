// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How providers are reached. The defaults suit an installation that reaches the internet directly. */
@ConfigMapping(prefix = "agent-auth.upstream")
public interface UpstreamConfig {
    /** {@code development} allows the overlay; anything else refuses it. */
    @WithDefault("${agent-auth.mode:production}")
    String mode();

    /** How long connecting may take, TLS included in a second one of these. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long the kernel may keep trying to deliver what was written. At most the shortest deadline, else bytes arrive after it. Linux, native transport. */
    @WithDefault("30s")
    Duration tcpUserTimeout();

    /** How long an unused connection is kept. Shorter than servers keep theirs, or requests are written into closing connections and their fate is unknown. */
    @WithDefault("4s")
    Duration keepAlive();

    /** The deadline of a request that names none, from the first look-up to the last byte. */
    @WithDefault("10s")
    Duration deadline();

    /** The largest body that is read, decompressed. */
    @WithDefault("1048576")
    int bodyBytesMax();

    /** The largest head that is read. */
    @WithDefault("16384")
    int headBytesMax();

    /** How many connections are open to one address at most. */
    @WithDefault("256")
    int connectionsMax();

    /** How many requests wait for a connection to one address at most; more are not sent. */
    @WithDefault("2048")
    int waitingMax();

    /** How long the addresses of a name are remembered. */
    @WithDefault("10s")
    Duration addressesKept();

    /** The ports that providers may be at. */
    @WithDefault("443")
    Set<Integer> ports();

    /** Origins inside the own network that may be called although their addresses are private: {@code https://idp.example.internal}. */
    Optional<Set<URI>> privateOrigins();

    /** The only way out, where there is one: {@code http://host:port} of a proxy that knows CONNECT and does not retry. */
    Optional<URI> proxy();

    /** More certificate authorities to trust, PEM, beside the JDK's own. */
    Optional<Path> caFile();

    /** Development only: says where providers' origins really are, see {@link Overlay}. */
    Optional<Path> overlayFile();

    /** Of how many client certificates connections are kept; those of others are closed. Too few, and connections are made anew for each request. */
    @WithDefault("256")
    int certificatesMax();
}
