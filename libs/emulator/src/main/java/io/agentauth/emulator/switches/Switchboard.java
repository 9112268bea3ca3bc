// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.switches;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The switches of every scope. A scope is all ({@code "", ""}), a provider ({@code "gmail", ""}), or a client of a provider. Used from one thread. */
public final class Switchboard {
    private final Map<Scope, Switches> set = new HashMap<>();
    private final Map<Scope, Switches> effective = new HashMap<>();
    private final Map<Scope, List<Armed>> armed = new HashMap<>();
    private final SplittableRandom random;

    /** Where a switch applies. */
    public record Scope(String provider, String client) {
        boolean covers(Scope narrow) {
            return (provider.isEmpty() || provider.equals(narrow.provider))
                    && (client.isEmpty() || client.equals(narrow.client));
        }
    }

    /** A fault with what is left of its count. */
    private static final class Armed {
        private final Fault fault;
        private int left;

        private Armed(Fault fault) {
            this.fault = fault;
            this.left = fault.count() == null ? Integer.MAX_VALUE : fault.count();
        }
    }

    /** {@code seed} decides whom a fault with a share hits. */
    public Switchboard(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Replaces the switches of one scope. */
    public void put(Scope scope, Switches switches) {
        set.put(scope, switches);
        List<Fault> faults = switches.faults() == null ? List.of() : switches.faults();
        armed.put(scope, new ArrayList<>(faults.stream().map(Armed::new).toList()));
        effective.clear();
    }

    /** Takes back the switches of the scope and of every narrower one. */
    public void reset(Scope scope) {
        set.keySet().removeIf(scope::covers);
        armed.keySet().removeIf(scope::covers);
        effective.clear();
    }

    /** What holds for this client, over the provider's {@code nature}. */
    public Switches of(Scope client, Switches nature) {
        return effective.computeIfAbsent(client, scope -> at(scope)
                .over(at(new Scope(scope.provider(), "")))
                .over(at(new Scope("", "")))
                .over(nature));
    }

    /** The fault that this request is to meet, one of its count used up. The narrowest scope comes first. */
    public Optional<Fault> takeFault(Scope client, String endpoint, Of kind) {
        if (armed.isEmpty()) {
            return Optional.empty();
        }
        return List.of(client, new Scope(client.provider(), ""), new Scope("", "")).stream()
                .distinct()
                .flatMap(scope -> armed.getOrDefault(scope, List.of()).stream())
                .filter(one -> one.left > 0 && one.fault.hits(endpoint, kind) && isPicked(one.fault))
                .findFirst()
                .map(one -> {
                    one.left--;
                    return one.fault;
                });
    }

    /** Every scope's switches as they were set. */
    public Map<Scope, Switches> all() {
        return Map.copyOf(set);
    }

    private boolean isPicked(Fault fault) {
        return fault.share() == null || random.nextDouble() < fault.share();
    }

    private Switches at(Scope scope) {
        return set.getOrDefault(scope, Switches.NONE);
    }
}
