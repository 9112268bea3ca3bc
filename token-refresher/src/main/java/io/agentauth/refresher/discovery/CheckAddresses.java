// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.discovery;

import io.agentauth.upstream.Upstream;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Says which addresses the way out would refuse, before a provider that has them is stored. */
@ApplicationScoped
class CheckAddresses {
    private final Upstream upstream;

    @Inject
    CheckAddresses(Upstream upstream) {
        this.upstream = upstream;
    }

    private record Checked(String address, Optional<String> refusal) {}

    /** Of {@code addresses} those that must not be called, each with the reason. */
    Uni<Map<String, String>> refused(List<String> addresses) {
        return addresses.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : Uni.join()
                        .all(addresses.stream().map(this::check).toList())
                        .andFailFast()
                        .map(CheckAddresses::refusals);
    }

    private Uni<Checked> check(String address) {
        return refusal(address).map(why -> new Checked(address, why));
    }

    private static Map<String, String> refusals(List<Checked> all) {
        Map<String, String> refused = new TreeMap<>();
        all.forEach(checked -> checked.refusal().ifPresent(why -> refused.put(checked.address(), why)));
        return refused;
    }

    private Uni<Optional<String>> refusal(String address) {
        try {
            return upstream.refusal(new URI(address));
        } catch (URISyntaxException _) {
            return Uni.createFrom().item(Optional.of("the URL is malformed"));
        }
    }
}
