// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers.lint;

import io.agentauth.oauth.ErrorRule;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Revocation;
import io.agentauth.providers.RotationClass;
import io.agentauth.providers.Slot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a flow needs is there, and says one thing. */
final class FlowRules {
    private static final Set<String> REASONS = Set.of(
            "user_revoked", "refresh_token_expired", "no_refresh_token", "interaction_required", "scope_reduced");

    private FlowRules() {}

    static void check(Provider provider, Notes notes) {
        checkWays(provider, notes);
        checkRotation(provider, notes);
        checkSlots(provider, notes);
        checkErrors(provider, notes);
        CredentialRules.check(provider, notes);
        FactRules.check(provider, notes);
        notes.require(
                !provider.issParameter() || provider.issuer() != null,
                "/iss_parameter",
                "It needs an issuer to compare.");
    }

    private static void checkWays(Provider provider, Notes notes) {
        boolean oauth2 = provider.authTypes().contains("oauth2");
        boolean there =
                provider.authorization().endpoint() != null && provider.token().endpoint() != null;
        notes.require(
                !oauth2 || there != provider.discovery(),
                "/authorization",
                "OAuth 2.0 needs both endpoints, or discovery and neither.");
        MachineRules.check(provider, notes);
        checkExchanges(provider, notes);
        notes.require(oauth2 || !there, "/auth_types", "There are endpoints of OAuth 2.0, and it is not among them.");
        notes.require(
                provider.authTypes().contains("oauth1") == (provider.oauth1() != null),
                "/oauth1",
                "It goes with the auth_type oauth1.");
        Revocation revocation = provider.revocation();
        notes.require(
                revocation == null
                        || (revocation.authentication() == Revocation.Authentication.SIGNATURE)
                                == (provider.oauth1() != null && !oauth2),
                "/revocation/authentication",
                "A signature is for oauth1, and oauth1 is revoked by nothing else.");
    }

    private static void checkExchanges(Provider provider, Notes notes) {
        boolean supported = Boolean.TRUE.equals(provider.refresh().supported());
        notes.require(
                provider.token().itself() == null
                        || (supported && provider.slots().size() == 1),
                "/token/itself",
                "A token that is its own refresh token is renewed (refresh.supported), and is alone.");
        notes.require(
                provider.refresh().minAgeSeconds() == null || supported,
                "/refresh/min_age_seconds",
                "Nothing is renewed.");
    }

    private static void checkRotation(Provider provider, Notes notes) {
        boolean window = provider.rotation().replayWindowSeconds() != null;
        notes.require(
                !window || provider.rotation().rotationClass() == RotationClass.G,
                "/rotation/replay_window_seconds",
                "Only class G has a window.");
    }

    private static void checkSlots(Provider provider, Notes notes) {
        List<Slot> slots = provider.slots();
        notes.require(
                slots.stream().map(Slot::name).distinct().count() == slots.size()
                        && slots.stream().map(Slot::scopePrefix).distinct().count() == slots.size(),
                "/slots",
                "Each has a name and a scope_prefix of its own.");
        notes.require(
                provider.defaultSlot().scopePrefix().isEmpty(), "/slots/0/scope_prefix", "The first slot has none.");
    }

    private static void checkErrors(Provider provider, Notes notes) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, List<ErrorRule>> rules : Map.of(
                        "/errors/config", provider.errors().config(),
                        "/errors/retry", provider.errors().retry(),
                        "/errors/dead_grant", provider.errors().deadGrant())
                .entrySet()) {
            for (ErrorRule rule : rules.getValue()) {
                notes.require(
                        rule.pointer() != null || seen.add(rule.error()),
                        rules.getKey(),
                        rule.error() + " is said twice.");
                notes.require(
                        rule.reason() == null || REASONS.contains(rule.reason()),
                        rules.getKey(),
                        rule.reason() + " is not one of " + new TreeSet<>(REASONS) + ".");
            }
        }
    }
}
