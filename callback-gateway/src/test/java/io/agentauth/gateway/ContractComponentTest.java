// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentauth.testkit.ServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is served here and what docs/api/openapi.yaml says, compared. The services behind are compared in sdk/contract. */
@QuarkusTest
@WithTestResource(FakeServices.class)
@WithTestResource(ServersResource.class)
class ContractComponentTest {
    /** Nobody asks for these by hand. */
    private static final Set<String> NO_API = Set.of("/", "/assets/{file}");

    private static final Map<String, String> EXAMPLES = Map.of(
            "{handle}", "abcdefghijklmnopqrstuv",
            "{authorization}", "auth_01h455vb4pex5vsknk084sn02q",
            "{context}", "ctx1",
            "{code}", "not_found");

    @Inject
    Router router;

    @Test
    @DisplayName("every page is in the contract, and every page of the contract is here")
    void pages() {
        Set<String> served = router.getRoutes().stream()
                .map(Route::getPath)
                .filter(Objects::nonNull)
                .map(path -> path.replaceAll(":(\\w+)", "{$1}"))
                .filter(path -> path.matches("/|/(connect|oauth|problems|assets)/.*"))
                .filter(path -> !NO_API.contains(path))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(served)
                .isEqualTo(Contract.paths().keySet().stream()
                        .filter(path -> !path.startsWith("/v1/"))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    @DisplayName("a page has the verbs that the contract says, and no others")
    void verbs() {
        Contract.paths().forEach((path, verbs) -> {
            if (path.startsWith("/v1/")) {
                return;
            }
            String address = path;
            for (Map.Entry<String, String> example : EXAMPLES.entrySet()) {
                address = address.replace(example.getKey(), example.getValue());
            }
            HttpResponse<String> answer =
                    Door.send(Door.to(address).method("DELETE", HttpRequest.BodyPublishers.noBody()));
            Set<String> allowed =
                    new TreeSet<>(Set.of(Door.header(answer, "Allow").split(", ")));
            allowed.remove("HEAD");
            assertThat(answer.statusCode()).as(path).isEqualTo(405);
            assertThat(allowed).as(path).isEqualTo(verbs);
        });
    }
}
