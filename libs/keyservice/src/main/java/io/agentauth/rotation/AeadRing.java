// SPDX-License-Identifier: Apache-2.0
package io.agentauth.rotation;

import io.agentauth.keyservice.WrappingKeys;
import io.agentauth.vault.AeadVault;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.agentauth.vault.Keyset;
import io.agentauth.vault.Keysets;
import io.agentauth.vault.OpenGuard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The AEAD keysets of one purpose, opened: the current one seals, all open. Made on the first start ever; of several replicas the first one's
 * counts. {@link #refresh()} keeps it as the table has it.
 */
public final class AeadRing {
    private static final Logger LOG = Logger.getLogger(AeadRing.class);

    /** What a ring is made of. */
    public record Parts(KeysetTable table, WrappingKeys keys, RotationConfig config, OpenGuard guard) {}

    /** The keysets of a moment. */
    private record Seen(List<KeysetRow> rows, AeadVault vault) {}

    private final String purpose;
    private final KeyWrapper wrapper;
    private final Parts parts;
    private final Rewrap rewrap;
    private final Map<UUID, Keyset> opened = new HashMap<>();
    private final Map<UUID, Reserved> reserved = new HashMap<>();
    private volatile @Nullable Seen seen;

    /** The keysets for {@code purpose}, which {@code wrapper} wraps. */
    public AeadRing(String purpose, KeyWrapper wrapper, Parts parts) {
        this.purpose = purpose;
        this.wrapper = wrapper;
        this.parts = parts;
        this.rewrap = new Rewrap(parts.table(), parts.keys(), wrapper);
    }

    /** What they are for. */
    public String purpose() {
        return purpose;
    }

    /** The vault, or null before the first {@link #refresh()}. */
    public @Nullable AeadVault vault() {
        Seen now = seen;
        return now == null ? null : now.vault();
    }

    /** The keysets as they are stored, the current one first; empty before the first {@link #refresh()}. */
    public List<KeysetRow> rows() {
        Seen now = seen;
        return now == null ? List.of() : now.rows();
    }

    /** The id of the one that seals; none before the first {@link #refresh()}. */
    public Set<UUID> current() {
        return rows().stream()
                .filter(KeysetRow::current)
                .map(row -> row.keyset().id())
                .collect(Collectors.toSet());
    }

    /** The ids of those that do not seal any more. */
    public Set<UUID> older() {
        return rows().stream()
                .filter(row -> !row.current() && !row.next())
                .map(row -> row.keyset().id())
                .collect(Collectors.toSet());
    }

    /**
     * Reads the keysets, opens what is new, reserves seals, and exchanges a keyset that has sealed enough. Fails with {@code KeyUnavailable} where
     * they cannot be unwrapped; what was held before is held on.
     */
    public Uni<AeadVault> refresh() {
        return parts.table()
                .all(purpose)
                .chain(rows -> rows.isEmpty() ? make() : Uni.createFrom().item(rows))
                .chain(rows -> parts.keys().asking(() -> unwrapped(rows)))
                .call(rows -> rewrap.stale(rows.stream().map(KeysetRow::keyset).toList()))
                .call(this::reserve)
                .map(this::hold)
                .call(this::rotateIfWorn);
    }

    /** Announces a new keyset; false if one is announced already. It seals after {@link RotationConfig#announcedFor()}. */
    public Uni<Boolean> rotate() {
        return replace(current());
    }

    /**
     * The same if the current one is among {@code replaced}, which may name keysets of other purposes too; else false. Whoever asks for one exchange
     * several times gets one.
     */
    public Uni<Boolean> replace(Set<UUID> replaced) {
        return parts.keys()
                .asking(() -> Keysets.wrap(Keysets.makeAead(purpose), wrapper))
                .chain(fresh -> parts.table()
                        .announce(fresh, parts.config().announcedFor(), replaced)
                        .invoke(announced -> {
                            if (announced) {
                                LOG.infof("Keyset %s for %s is announced.", fresh.id(), purpose);
                            }
                        }));
    }

    /** The ids of those that were replaced longer than {@code kept} ago. */
    List<UUID> aged(Duration kept) {
        Instant before = Instant.now().minus(kept);
        return rows().stream()
                .filter(row -> row.replacedAt() != null && row.replacedAt().isBefore(before))
                .map(row -> row.keyset().id())
                .toList();
    }

    private Uni<List<KeysetRow>> make() {
        return parts.keys()
                .asking(() -> Keysets.wrap(Keysets.makeAead(purpose), wrapper))
                .chain(parts.table()::offer)
                .chain(() -> parts.table().all(purpose));
    }

    private synchronized List<KeysetRow> unwrapped(List<KeysetRow> rows) {
        for (KeysetRow row : rows) {
            opened.computeIfAbsent(row.keyset().id(), _ -> Keysets.unwrap(row.keyset(), wrapper));
        }
        return rows;
    }

    private Uni<Void> reserve(List<KeysetRow> rows) {
        KeysetRow current = current(rows);
        Reserved mine = reserved(current.keyset().id());
        long block = parts.config().reserved();
        return mine.left() > block / 2
                ? Uni.createFrom().voidItem()
                : parts.table().reserve(current.keyset().id(), block).invoke(() -> mine.add(block));
    }

    private synchronized Reserved reserved(UUID keyset) {
        return reserved.computeIfAbsent(keyset, _ -> new Reserved());
    }

    private synchronized AeadVault hold(List<KeysetRow> rows) {
        UUID current = current(rows).keyset().id();
        Seen before = seen;
        AeadVault vault = before != null
                        && ids(before.rows()).equals(ids(rows))
                        && before.vault().currentKeysetId().equals(current)
                ? before.vault()
                : vault(rows, current);
        seen = new Seen(rows, vault);
        return vault;
    }

    private AeadVault vault(List<KeysetRow> rows, UUID current) {
        Keyset[] older = rows.stream()
                .filter(row -> !row.keyset().id().equals(current))
                .map(row -> keyset(row.keyset().id()))
                .toArray(Keyset[]::new);
        LOG.infof("%d keysets for %s are held; %s seals.", rows.size(), purpose, current);
        return AeadVault.of(keyset(current), older)
                .openingIf(parts.guard())
                .countedBy(reserved(current))
                .withKeysOf(parts.keys().environments());
    }

    private Keyset keyset(UUID id) {
        Keyset keyset = opened.get(id);
        if (keyset == null) {
            throw new IllegalStateException("keyset " + id + " was not opened");
        }
        return keyset;
    }

    private Uni<Boolean> rotateIfWorn() {
        KeysetRow current = current(rows());
        boolean isWorn = current.seals() >= parts.config().afterSeals()
                && rows().stream().noneMatch(KeysetRow::next);
        return isWorn ? rotate() : Uni.createFrom().item(false);
    }

    private KeysetRow current(List<KeysetRow> rows) {
        return rows.stream()
                .filter(KeysetRow::current)
                .findFirst()
                .orElseThrow(() -> new KeyUnavailable("None of the keysets for " + purpose + " is the current one."));
    }

    private static Set<UUID> ids(List<KeysetRow> rows) {
        return rows.stream().map(row -> row.keyset().id()).collect(Collectors.toSet());
    }
}
