// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.ClientCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Connections on which a client's certificate was shown: each certificate has its own, and nobody else's request goes over them. */
final class CertifiedConnections {
    private static final float FULL = 0.75f;

    private final Vertx vertx;
    private final UpstreamConfig config;
    private final Map<String, HttpClient> clients;

    CertifiedConnections(Vertx vertx, UpstreamConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.clients = new LinkedHashMap<>(16, FULL, true);
    }

    /** Those of {@code certificate}. Who was not asked for longest is closed where there are too many, once its last request is over. */
    synchronized HttpClient of(ClientCertificate certificate) {
        HttpClient client = clients.computeIfAbsent(
                certificate.fingerprint(), _ -> Connections.open(vertx, config, shown(certificate)));
        if (clients.size() > config.certificatesMax()) {
            String eldest = clients.keySet().iterator().next();
            closeLater(clients.remove(eldest));
        }
        return client;
    }

    private void closeLater(@Nullable HttpClient left) {
        if (left != null) {
            vertx.setTimer(2 * config.deadline().toMillis(), _ -> {
                var _ = left.close();
            });
        }
    }

    /** As a store: of key managers that are there already, Vert.x takes no key where a name is asked for (SNI). */
    private static KeyCertOptions shown(ClientCertificate certificate) {
        String password = UUID.randomUUID().toString();
        return new PfxOptions()
                .setValue(Buffer.buffer(certificate.toPkcs12(password)))
                .setPassword(password);
    }
}
