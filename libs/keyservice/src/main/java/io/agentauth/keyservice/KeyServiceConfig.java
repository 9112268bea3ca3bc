// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What wraps keysets: files, or a key service. */
@ConfigMapping(prefix = "agent-auth.key-service")
public interface KeyServiceConfig {
    /** Who keeps the wrapping keys. */
    enum Kind {
        /** Files that are given to each process ({@code agent-auth.vault.*-wrapping-key-file}). */
        FILE,
        /** HashiCorp Vault, or OpenBao, by its Transit engine. */
        VAULT_TRANSIT,
        /** AWS Key Management Service. */
        AWS_KMS
    }

    /** Who keeps the wrapping keys. What a file wrapped before still opens while that file is configured, so that one can move. */
    @WithDefault("file")
    Kind kind();

    /** The key that wraps this service's own keysets: a Transit key's name, or a KMS key's id or ARN. Another one for each service. */
    Optional<String> key();

    /** The key that wraps the access-token keyset, the same for account-service and token-refresher. */
    Optional<String> accessTokenKey();

    /** How long one answer of the key service is waited for. */
    @WithDefault("5s")
    Duration timeout();

    /** How often the key service is asked whether it still opens what is held. */
    @WithDefault("30s")
    Duration checkEvery();

    /** How long keys that are held go on without an answer of the key service. After that nothing is opened until it answers again. */
    @WithDefault("1h")
    Duration grace();

    /** The authorities to trust at the key service, instead of the JDK's: a PEM file. */
    Optional<Path> caFile();

    /**
     * The folder with a key for each environment, on a volume that all three services and every replica see; connection-service alone writes to it. Without
     * one, secrets are sealed with keysets alone, and no environment can be shredded.
     */
    Optional<Path> environmentKeysFolder();

    /** Whether new seals are made with them. False while replicas run that were not given the folder yet: those would not open what is sealed. */
    @WithDefault("true")
    boolean sealByEnvironment();

    /** How often a process looks which environments are new and which were shredded: for so long it may open what it opened before. */
    @WithDefault("5s")
    Duration lookForShreddedEvery();

    /** Vault. */
    Vault vault();

    /** AWS. */
    Aws aws();

    /** Where Vault is, and how this service signs in. */
    interface Vault {
        /** Its address, such as {@code https://vault.example:8200}. */
        Optional<URI> url();

        /** Where the Transit engine is mounted. */
        @WithDefault("transit")
        String mount();

        /** The namespace, of Vault Enterprise. */
        Optional<String> namespace();

        /** A file with a token, read again when it is refused; an agent beside the service may renew it. */
        Optional<Path> tokenFile();

        /** The role of the Kubernetes auth method, by which this service signs in with its service account instead. */
        Optional<String> kubernetesRole();

        /** Where that auth method is mounted. */
        @WithDefault("kubernetes")
        String kubernetesMount();

        /** The service account's token. */
        @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/token")
        Path serviceAccountTokenFile();
    }

    /** Which region of AWS, and how this service signs in. */
    interface Aws {
        /** The region, such as {@code eu-central-1}. */
        Optional<String> region();

        /** Another address than the region's own: a VPC endpoint, or a test. */
        Optional<URI> endpoint();

        /** A file in the form of {@code ~/.aws/credentials}, of which the profile {@code default} is read, again for each call. */
        Optional<Path> credentialsFile();

        /** Where EKS Pod Identity gives credentials; unset, {@code AWS_CONTAINER_CREDENTIALS_FULL_URI} as EKS sets it. */
        Optional<URI> containerCredentialsUrl();

        /** The file with the token for it; unset, {@code AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE}. */
        Optional<Path> containerTokenFile();
    }
}
