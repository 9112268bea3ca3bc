// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.Sensitive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * This service's credentials at AWS: of a credentials file's {@code default} profile, or from EKS Pod Identity. Asked for with each call, which
 * is rare, so that whoever renews them needs no restart.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">Container credential provider</a>
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Shared credentials file</a>
 */
final class AwsIdentity {
    private final KeyServiceHttp http;
    private final KeyServiceConfig.Aws config;

    AwsIdentity(KeyServiceHttp http, KeyServiceConfig.Aws config) {
        this.http = http;
        this.config = config;
        if (config.credentialsFile().isEmpty()
                && config.containerCredentialsUrl().isEmpty()) {
            throw new KeyUnavailable("Set agent-auth.key-service.aws.credentials-file, or run with EKS Pod Identity.");
        }
    }

    AwsCredentials get() {
        return config.credentialsFile()
                .map(AwsIdentity::ofFile)
                .orElseGet(() -> ofContainer(config.containerCredentialsUrl().orElseThrow()));
    }

    private AwsCredentials ofContainer(URI url) {
        Map<String, String> headers = config.containerTokenFile()
                .map(file -> Map.of("Authorization", KeyServiceHttp.line(file)))
                .orElse(Map.of());
        KeyServiceHttp.Answer answer = http.get(url, headers);
        if (!answer.isOk()) {
            throw new KeyUnavailable("No credentials of this pod: HTTP " + answer.status() + ".");
        }
        return credentials(answer.text("/AccessKeyId"), answer.text("/SecretAccessKey"), answer.text("/Token"));
    }

    private static AwsCredentials ofFile(Path file) {
        Map<String, String> found = new HashMap<>();
        boolean mine = false;
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                int equals = text.indexOf('=');
                if (text.startsWith("[")) {
                    mine = text.equals("[default]");
                } else if (mine && equals > 0 && !text.startsWith("#")) {
                    found.put(
                            text.substring(0, equals).strip(),
                            text.substring(equals + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new KeyUnavailable("The file " + file + " cannot be read.", e);
        }
        return credentials(
                found.getOrDefault("aws_access_key_id", ""),
                found.getOrDefault("aws_secret_access_key", ""),
                found.getOrDefault("aws_session_token", ""));
    }

    private static AwsCredentials credentials(String id, String secret, String session) {
        if (id.isEmpty() || secret.isEmpty()) {
            throw new KeyUnavailable("The AWS credentials have no access key id or no secret.");
        }
        return new AwsCredentials(
                id, Sensitive.of(secret), session.isEmpty() ? Optional.empty() : Optional.of(Sensitive.of(session)));
    }
}
