// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.vault.EnvironmentKeyFolder;
import io.agentauth.vault.EnvironmentKeys;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What wraps this service's keysets: the files that it was given, or a key service. Of a key service's keys nothing is here but what they
 * unwrapped, and that for a bounded time.
 */
@Singleton
public class WrappingKeys {
    private static final LongSupplier NANOS = System::nanoTime;

    private final KeyServiceConfig config;
    private final List<CachingKeyWrapper> remote = new CopyOnWriteArrayList<>();
    private final @Nullable EnvironmentKeys environments;
    private @Nullable KeyServiceHttp http;

    /**
     * By this configuration; no key service is asked yet.
     *
     * @throws KeyUnavailable if the folder of environments' keys is configured and is not there
     */
    @Inject
    public WrappingKeys(KeyServiceConfig config) {
        this.config = config;
        environments = config.environmentKeysFolder()
                .map(folder -> EnvironmentKeys.in(EnvironmentKeyFolder.at(folder), config.sealByEnvironment()))
                .orElse(null);
    }

    /**
     * What wraps a service's own keysets.
     *
     * @throws KeyUnavailable if what it takes is not configured or not usable
     */
    public KeyWrapper own(WrappingFiles files) {
        return wrapper(files, config.key(), "agent-auth.key-service.key");
    }

    /**
     * What wraps the access-token keyset, which two services hold.
     *
     * @throws KeyUnavailable if what it takes is not configured or not usable
     */
    public KeyWrapper accessTokens(WrappingFiles files) {
        return wrapper(files, config.accessTokenKey(), "agent-auth.key-service.access-token-key");
    }

    /** The keys of environments; null where none are configured. */
    public @Nullable EnvironmentKeys environments() {
        return environments;
    }

    /** Makes the key of {@code environment}, or finds it made, on a thread that may block. Fails with {@code KeyUnavailable} where that cannot be done now. */
    public Uni<Void> make(EnvironmentKeys keys, UUID environment) {
        return blocking(() -> keys.make(environment));
    }

    /** Destroys the key of {@code environment}, on a thread that may block. Fails with {@code KeyUnavailable} where that cannot be done now. */
    public Uni<Void> shred(EnvironmentKeys keys, UUID environment) {
        return blocking(() -> keys.shred(environment));
    }

    private static Uni<Void> blocking(Runnable work) {
        return Uni.createFrom().voidItem().invoke(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Does what may ask the key service: on a thread that may block where there is one, else at once. */
    public <T> Uni<T> asking(Supplier<T> work) {
        Uni<T> done = Uni.createFrom().item(work);
        return config.kind() == KeyServiceConfig.Kind.FILE
                ? done
                : done.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    /** Fails with {@code key_service_unavailable} where a key service was silent, or refused, for longer than the grace. */
    public void require() {
        if (!isUsable()) {
            throw new ProblemException(
                            ProblemType.KEY_SERVICE_UNAVAILABLE,
                            "The key service has not answered for " + config.grace() + ".")
                    .retryAfter(Duration.ofSeconds(5));
        }
    }

    /** Whether the keys may be used: a key service has answered within the grace, or there is none. */
    public boolean isUsable() {
        return remote.isEmpty() || standing() != CachingKeyWrapper.Standing.CLOSED;
    }

    /** The worst of all keys. */
    CachingKeyWrapper.Standing standing() {
        return remote.stream()
                .map(CachingKeyWrapper::standing)
                .max(Enum::compareTo)
                .orElse(CachingKeyWrapper.Standing.ANSWERING);
    }

    /** Whether there is a key service to watch. */
    boolean isWatched() {
        return !remote.isEmpty();
    }

    /** Asks about each key once. Blocks. */
    void check() {
        remote.forEach(CachingKeyWrapper::check);
    }

    private KeyWrapper wrapper(WrappingFiles files, Optional<String> key, String setting) {
        if (config.kind() == KeyServiceConfig.Kind.FILE) {
            return files.wrapper();
        }
        String name = key.orElseThrow(() -> new KeyUnavailable("Set " + setting + ": the key service's key."));
        CachingKeyWrapper caching = new CachingKeyWrapper(
                keyServices(name), new CachingKeyWrapper.Limits(config.checkEvery(), config.grace()), NANOS);
        remote.add(caching);
        return files.wrapper(caching);
    }

    private KeyWrapper keyServices(String key) {
        KeyServiceHttp shared = http();
        return switch (config.kind()) {
            case FILE -> throw new IllegalStateException("files are no key service");
            case VAULT_TRANSIT ->
                new VaultTransitKeyWrapper(
                        new VaultDoor(shared, config.vault()), config.vault().mount(), key);
            case AWS_KMS -> {
                String region = config.aws()
                        .region()
                        .orElseThrow(() -> new KeyUnavailable("Set agent-auth.key-service.aws.region."));
                URI endpoint = config.aws()
                        .endpoint()
                        .orElseGet(() -> URI.create("https://kms." + region + ".amazonaws.com/"));
                yield new AwsKmsKeyWrapper(
                        shared,
                        new AwsIdentity(shared, config.aws()),
                        new AwsKmsKeyWrapper.At(region, endpoint, InstantSource.system()),
                        key);
            }
        };
    }

    private synchronized KeyServiceHttp http() {
        KeyServiceHttp known = http;
        if (known == null) {
            known = new KeyServiceHttp(config.timeout(), config.caFile());
            http = known;
        }
        return known;
    }
}
