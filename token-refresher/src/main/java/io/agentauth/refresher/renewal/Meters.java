// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.renewal;

import io.agentauth.providers.Provider;
import io.agentauth.providers.RotationClass;
import io.agentauth.refresher.budget.Budgets;
import io.agentauth.refresher.grant.Settled;
import io.agentauth.refresher.grant.Settlement;
import io.agentauth.refresher.grant.Upkeep;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;

/** What is counted of renewals; each name is explained in docs/operations/metrics.md. */
@ApplicationScoped
class Meters {
    private static final String RENEWED = "renewed";

    private final MeterRegistry registry;
    private volatile Upkeep.Backlog backlog = new Upkeep.Backlog(0, 0);

    @Inject
    Meters(MeterRegistry registry, Budgets budgets) {
        this.registry = registry;
        registry.gauge("agentauth.renewal.under.way", budgets, Budgets::underWay);
        registry.gauge("agentauth.renewal.due.lag.seconds", this, meters -> meters.backlog.lagSeconds());
        registry.gauge("agentauth.renewal.attempts.unresolved", this, meters -> meters.backlog.unresolved());
        // From the start on: who watches them tells “never” from “not measured”.
        registry.counter("agentauth.renewal.journalled");
        for (RotationClass rotation : RotationClass.values()) {
            registry.counter("agentauth.renewal.finished", "outcome", RENEWED, "class", rotation.name());
            registry.counter("agentauth.renewal.lost.after.ambiguous", "class", rotation.name());
            registry.counter("agentauth.renewal.presented.again", "class", rotation.name());
            registry.counter("agentauth.renewal.orphaned", "class", rotation.name());
        }
    }

    void backlog(Upkeep.Backlog measured) {
        backlog = measured;
    }

    /** Once by how the provider rotates, and once by its name, so that who is in trouble can be seen. */
    void finished(Settled settled, String provider, RotationClass rotation) {
        String outcome = outcome(settled);
        registry.counter("agentauth.renewal.finished", "outcome", outcome, "class", rotation.name())
                .increment();
        registry.counter("agentauth.provider.renewals", "provider", named(provider), "outcome", outcome)
                .increment();
    }

    /** Providers of environments' own go by one name: how many there are is not ours to say. */
    static String named(String provider) {
        return provider.startsWith(Provider.CUSTOM) ? "custom" : provider;
    }

    /** The token was refused after a presentation whose answer never came: the one loss that cannot be closed from here. */
    void lostAfterAmbiguous(RotationClass rotation) {
        registry.counter("agentauth.renewal.lost.after.ambiguous", "class", rotation.name())
                .increment();
    }

    void presentedAgain(RotationClass rotation) {
        registry.counter("agentauth.renewal.presented.again", "class", rotation.name())
                .increment();
    }

    void orphaned(RotationClass rotation) {
        registry.counter("agentauth.renewal.orphaned", "class", rotation.name()).increment();
    }

    void journalled() {
        registry.counter("agentauth.renewal.journalled").increment();
    }

    private static String outcome(Settled settled) {
        return switch (settled) {
            case Settled.Stored _ -> RENEWED;
            case Settled.Known _ -> "known";
            case Settled.Overtaken _ -> "overtaken";
            case Settled.Orphaned _ -> "orphaned";
            case Settled.Noted(Settlement.Failed failed) -> failed.outcome();
            case Settled.Noted(Settlement.Refused _) -> "refused";
            case Settled.Noted(Settlement.Renewed _), Settled.Stale _ -> "stale";
        };
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
