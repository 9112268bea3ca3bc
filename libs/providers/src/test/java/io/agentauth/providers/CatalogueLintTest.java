// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.agentauth.oauth.ErrorRule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueLintTest {
    private static final Path FILES = Path.of("src/main/resources/providers");
    private static final Set<String> REASONS = Set.of(
            "user_revoked", "refresh_token_expired", "no_refresh_token", "interaction_required", "scope_reduced");

    static List<Provider> providers() {
        return Catalogue.load().all();
    }

    static List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyFileIsListedAndEveryListedFileIsThere() throws Exception {
        assertThat(files().stream().map(file -> file.getFileName().toString().replace(".yaml", "")))
                .containsExactlyInAnyOrderElementsOf(
                        providers().stream().map(Provider::id).toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileKeepsToTheSchema(Path file) throws Exception {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(FILES.resolve("provider.schema.json")));
        JsonNode content = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
        assertThat(schema.validate(content)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyUrlIsAnHttpsUrlOfAPublicName(Provider provider) {
        assertThat(urls(provider)).allSatisfy(url -> {
            URI uri = URI.create(url.replace("{client_id}", "id"));
            assertThat(uri.getScheme()).isEqualTo("https");
            assertThat(uri.getHost()).contains(".");
            assertThat(uri.getRawUserInfo()).isNull();
            assertThat(uri.getRawFragment()).isNull();
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void endpointsAreThereOrDiscovered(Provider provider) {
        assertThat(provider.isUnresolved()).isEqualTo(provider.discovery());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aReplayWindowBelongsToClassGAndToNoOther(Provider provider) {
        assertThat(provider.rotation().replayWindowSeconds() != null)
                .isEqualTo(provider.rotation().rotationClass() == RotationClass.G);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatIsPromisedAboutTheIssuerNamesIt(Provider provider) {
        assertThat(provider.issParameter() && provider.issuer() == null).isFalse();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void slotsAreToldApart(Provider provider) {
        assertThat(provider.slots().stream().map(Slot::name)).doesNotHaveDuplicates();
        assertThat(provider.slots().stream().map(Slot::scopePrefix)).doesNotHaveDuplicates();
        assertThat(provider.defaultSlot().scopePrefix()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void everyScopeThatIsAskedForIsExplained(Provider provider) {
        Set<String> explained = new HashSet<>();
        provider.scopes().forEach(scope -> {
            assertThat(explained.add(scope.name())).isTrue();
            assertThat(scope.description()).matches("[A-Z].*[^.]");
        });
        assertThat(explained).containsAll(provider.defaultScopes()).containsAll(provider.identityScopes());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void noErrorMeansTwoThings(Provider provider) {
        List<String> words = Stream.of(
                        provider.errors().config(),
                        provider.errors().retry(),
                        provider.errors().deadGrant().stream()
                                .filter(rule -> rule.pointer() == null)
                                .toList())
                .flatMap(List::stream)
                .map(ErrorRule::error)
                .toList();
        assertThat(words).doesNotHaveDuplicates();
        assertThat(provider.errors().deadGrant().stream().map(ErrorRule::reason).filter(Objects::nonNull))
                .isSubsetOf(REASONS);
    }

    private static List<String> urls(Provider provider) {
        return Stream.of(
                        provider.authorization().endpoint(),
                        provider.token().endpoint(),
                        provider.token().refreshEndpoint(),
                        provider.jwksUri(),
                        provider.issuer(),
                        provider.docs(),
                        provider.revocation() == null
                                ? null
                                : provider.revocation().endpoint(),
                        provider.identity() == null ? null : provider.identity().endpoint())
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toList();
    }
}
