// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentauth.vault.CannotOpen;
import io.agentauth.vault.KeyUnavailable;
import io.agentauth.vault.KeyWrapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsKmsKeyWrapperTest {
    private static final byte[] PLACE = {1, 2, 3};
    private static final byte[] SECRET = {9, 8, 7, 6};
    private final FakeKms kms = new FakeKms();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        kms.close();
    }

    @Test
    void whatIsWrappedUnwrapsInItsPlaceAlone() throws IOException {
        KeyWrapper wrapper = wrapper(ofPod());
        byte[] wrapped = wrapper.wrap(SECRET, PLACE);

        assertThat(wrapper(ofPod()).unwrap(wrapped, PLACE)).isEqualTo(SECRET);
        assertThat(wrapper.made(wrapped)).isTrue();
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, new byte[] {1, 2, 4})).isInstanceOf(CannotOpen.class);
        wrapped[wrapped.length - 1] ^= 1;
        assertThatThrownBy(() -> wrapper.unwrap(wrapped, PLACE)).isInstanceOf(CannotOpen.class);
    }

    @Test
    void theCredentialsFileIsReadForEachCall() throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), profile("another secret"));
        KeyWrapper wrapper = wrapper(Map.of("aws.credentials-file", file.toString()));
        assertThatThrownBy(() -> wrapper.wrap(SECRET, PLACE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("InvalidSignatureException");

        Files.writeString(file, profile("a secret"));

        assertThat(wrapper.unwrap(wrapper.wrap(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @Test
    void aKeyThatIsDisabledIsUnavailableAndNotACiphertextsFault() throws IOException {
        KeyWrapper wrapper = wrapper(ofPod());
        byte[] wrapped = wrapper.wrap(SECRET, PLACE);
        kms.disabled = true;

        assertThatThrownBy(() -> wrapper(ofPod()).unwrap(wrapped, PLACE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("DisabledException");
    }

    private static String profile(String secret) {
        return """
                [other]
                aws_access_key_id = AKIDOTHER
                aws_secret_access_key = other
                [default]
                # comment
                aws_access_key_id = AKIAIOSFODNN7EXAMPLE
                aws_secret_access_key = %s
                aws_session_token=a session
                """
                .formatted(secret);
    }

    private Map<String, String> ofPod() throws IOException {
        Path token = Files.writeString(folder.resolve("pod"), FakeKms.POD + "\n");
        return Map.of(
                "aws.container-credentials-url",
                kms.url() + "/v1/credentials",
                "aws.container-token-file",
                token.toString());
    }

    private KeyWrapper wrapper(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kind",
                "aws-kms",
                "key",
                FakeKms.KEY,
                "aws.region",
                FakeKms.REGION,
                "aws.endpoint",
                kms.url().toString()));
        settings.putAll(more);
        return new WrappingKeys(Settings.of(settings)).own(VaultTransitKeyWrapperTest.none());
    }
}
