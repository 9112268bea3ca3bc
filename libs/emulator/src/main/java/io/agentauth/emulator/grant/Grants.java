// SPDX-License-Identifier: Apache-2.0
package io.agentauth.emulator.grant;

import io.agentauth.emulator.switches.GraceAnswer;
import io.agentauth.emulator.switches.Rotation;
import io.agentauth.emulator.switches.Switches;
import io.agentauth.emulator.wire.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All codes, families and tokens of the emulated providers, and what a presentation does to them. */
public final class Grants {
    private static final Duration DEAD_ACCESS_KEPT = Duration.ofMinutes(2);

    private final InstantSource clock;
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<Holder, Set<Family>> live = new HashMap<>();
    private final Map<String, RefreshToken> refreshTokens = new HashMap<>();
    private final Map<String, AccessToken> accessTokens = new HashMap<>();
    private final Deque<AccessToken> byAge = new ArrayDeque<>();

    private record Holder(String provider, String clientId, Person person) {}

    public Grants(InstantSource clock) {
        this.clock = clock;
    }

    /** The person said yes to {@code granted} of what was asked. */
    public Code newCode(Asked asked, Person person, List<String> granted, Duration life) {
        Code code = new Code(Hash.random(), asked, person, granted, now().plus(life));
        codes.put(code.value(), code);
        return code;
    }

    public Optional<Code> findCode(String value) {
        return Optional.ofNullable(codes.get(value));
    }

    /** Trades a code, which is used from now on, for the tokens of one slot. Called once a slot. */
    public Issued exchange(Code code, Kind kind, Switches switches) {
        code.use();
        Family family = new Family("fam_" + (families.size() + 1), code, kind.slot(), kind.scopes(), now());
        families.put(family.id(), family);
        live.computeIfAbsent(holder(family), _ -> new LinkedHashSet<>()).add(family);
        code.gave(family);
        return issue(family, kind, switches, kind.offline());
    }

    /** Gives a client an access token without a code: nobody consented, and there is no refresh token. */
    public Issued mint(String provider, String clientId, Person person, Kind kind, Switches switches) {
        Asked asked = new Asked(provider, clientId, "", kind.scopes(), List.of(), null, null, null, Map.of());
        return exchange(new Code(Hash.random(), asked, person, kind.scopes(), now()), kind, switches);
    }

    /** RFC 6749 §4.1.2: a code that is shown again ends what it gave. Returns how many families died of it. */
    public int replayed(Code code) {
        return (int) code.gave().stream()
                .filter(family -> end(family, "code_replayed"))
                .count();
    }

    /**
     * Shows a refresh token.
     *
     * @param withhold whether the answer will lack the new one, so that the old one stays
     */
    public Renewal renew(String presented, String clientId, Switches switches, boolean withhold) {
        RefreshToken token = refreshTokens.get(presented);
        if (token == null) {
            return new Renewal.Refused(Renewal.Why.UNKNOWN, false);
        }
        Family family = token.family();
        if (!family.clientId().equals(clientId)) {
            return new Renewal.Refused(Renewal.Why.FOREIGN_CLIENT, false);
        }
        if (family.isEnded()) {
            return new Renewal.Refused(Renewal.Why.ENDED, false);
        }
        if (token.isExpired(now())) {
            return new Renewal.Refused(Renewal.Why.EXPIRED, false);
        }
        return token.spentAt().isPresent() ? again(token, switches) : first(token, switches, withhold);
    }

    private Renewal first(RefreshToken token, Switches switches, boolean withhold) {
        Rotation rotation = switches.rotationOrNone();
        boolean rotates = rotation != Rotation.NONE && !withhold;
        Issued issued = successor(token, switches, rotates);
        if (rotates && rotation != Rotation.OLD_STAYS) {
            token.spend(now(), switches.graceAnswer() == GraceAnswer.SAME ? issued : null);
        }
        return new Renewal.Renewed(issued, false);
    }

    private Renewal again(RefreshToken token, Switches switches) {
        boolean inGrace = switches.rotationOrNone() == Rotation.GRACE
                && token.spentAt()
                        .map(at -> now().isBefore(at.plus(switches.grace())))
                        .orElse(false);
        if (!inGrace) {
            boolean kills = switches.rotationOrNone() == Rotation.REUSE_KILLS_FAMILY;
            return new Renewal.Refused(Renewal.Why.SPENT, kills && end(token.family(), "refresh_token_replayed"));
        }
        Optional<Issued> same = switches.graceAnswer() == GraceAnswer.SAME ? token.successor() : Optional.empty();
        return new Renewal.Renewed(same.orElseGet(() -> successor(token, switches, true)), true);
    }

    private Issued successor(RefreshToken token, Switches switches, boolean rotates) {
        Family family = token.family();
        if (switches.oldAccessDies()) {
            family.access().ifPresent(AccessToken::revoke);
        }
        String access = family.access().map(AccessToken::value).orElse("");
        family.refreshed();
        return issue(
                family,
                new Kind(family.slot(), family.scopes(), prefix(access), prefix(token.value()), rotates),
                switches,
                rotates);
    }

    private Issued issue(Family family, Kind kind, Switches switches, boolean withRefresh) {
        Instant now = now();
        Instant end = switches.accessLife().map(now::plus).orElse(null);
        AccessToken access = new AccessToken(prefix(kind, end) + Hash.random(), family, now, end);
        RefreshToken refresh = withRefresh
                ? new RefreshToken(
                        kind.refreshPrefix() + Hash.random(),
                        family,
                        switches.refreshLife().map(now::plus).orElse(null))
                : null;
        keep(access, refresh);
        family.issued(access, refresh);
        return new Issued(access, refresh);
    }

    private void keep(AccessToken access, @Nullable RefreshToken refresh) {
        accessTokens.put(access.value(), access);
        byAge.add(access);
        if (refresh != null) {
            refreshTokens.put(refresh.value(), refresh);
        }
        Instant forget = now().minus(DEAD_ACCESS_KEPT);
        for (int i = 0; i < 2; i++) {
            AccessToken oldest = byAge.peek();
            if (oldest == null || !oldest.isExpired(forget)) {
                return;
            }
            byAge.remove();
            accessTokens.remove(oldest.value());
        }
    }

    /** Ends a family; false if it had ended before. */
    public boolean end(Family family, String reason) {
        Set<Family> others = live.getOrDefault(holder(family), Set.of());
        others.remove(family);
        return family.end(now(), reason);
    }

    /** The families of the same person and client that have not ended, the oldest first. */
    public List<Family> siblings(Family family) {
        return List.copyOf(live.getOrDefault(holder(family), Set.of()));
    }

    /** Whether this person has consented to this client before and not taken it back. */
    public boolean isKnown(String provider, String clientId, Person person) {
        return !live.getOrDefault(new Holder(provider, clientId, person), Set.of())
                .isEmpty();
    }

    public Optional<RefreshToken> findRefresh(String value) {
        return Optional.ofNullable(refreshTokens.get(value));
    }

    public Optional<AccessToken> findAccess(String value) {
        return Optional.ofNullable(accessTokens.get(value));
    }

    public Optional<Family> findFamily(String id) {
        return Optional.ofNullable(families.get(id));
    }

    public List<Family> families(Predicate<Family> which) {
        return families.values().stream().filter(which).toList();
    }

    public Collection<RefreshToken> refreshTokens() {
        return refreshTokens.values();
    }

    public Collection<AccessToken> accessTokens() {
        return accessTokens.values();
    }

    public Instant now() {
        return clock.instant();
    }

    private static Holder holder(Family family) {
        return new Holder(family.provider(), family.clientId(), family.person());
    }

    private static String prefix(Kind kind, @Nullable Instant end) {
        if (!kind.accessPrefix().startsWith(Kind.JWT)) {
            return kind.accessPrefix();
        }
        String claims = end == null ? "{}" : "{\"exp\":" + end.getEpochSecond() + "}";
        return base64url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64url(claims) + ".";
    }

    private static String base64url(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** What stands before the 32 random characters. */
    private static String prefix(String token) {
        return token.substring(0, Math.max(0, token.length() - 32));
    }
}
