// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.upstream.UpstreamAnswer.NotSent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProxyTest {
    @Test
    @DisplayName("D3: a proxy is asked for the address that was checked, not for the name")
    void theProxyIsAskedForTheCheckedAddress() throws Exception {
        try (Server proxy = new Server((self, connection) -> {
                    self.readRequest(connection);
                    connection.getOutputStream().write("HTTP/1.1 403 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                });
                Door door = new Door()) {
            door.settings.put("agent-auth.upstream.proxy", "http://127.0.0.1:" + proxy.port());
            door.name("provider.example.com", "93.184.215.14");

            UpstreamAnswer answer = door.post(URI.create("https://provider.example.com/token"));

            assertThat(answer).isInstanceOf(NotSent.class);
            assertThat(proxy.requests.getFirst()).startsWith("CONNECT 93.184.215.14:443 ");
        }
    }

    @Test
    void aProxyThatIsNoUrlWithAPortStopsTheStart() {
        try (Door door = new Door()) {
            door.settings.put("agent-auth.upstream.proxy", "https://proxy");
            assertThatThrownBy(door::upstream).isInstanceOf(IllegalStateException.class);
        }
    }
}
