// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.refresher.Peers;
import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A hold reckons with a kernel that gives up delivering: without epoll there is no TCP_USER_TIMEOUT, and nobody would notice. */
@QuarkusTest
@WithTestResource(value = ServersResource.class, initArgs = @ResourceArg(name = "database", value = "refresher"))
@WithTestResource(Peers.class)
class NativeTransportComponentTest {
    @Inject
    Vertx vertx;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    @DisplayName("R11: sockets are the kernel's own, so that TCP_USER_TIMEOUT takes effect")
    void socketsAreTheKernelsOwn() {
        assertThat(vertx.unavailableNativeTransportCause()).isNull();
        assertThat(vertx.isNativeTransportEnabled()).isTrue();
    }
}
