// SPDX-License-Identifier: Apache-2.0
package io.agentauth.connections.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.agentauth.connections.provider.Addresses;
import io.agentauth.connections.provider.Discovery;
import io.agentauth.connections.provider.Providers;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.FieldError;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.providers.Provider;
import io.agentauth.providers.Sheet;
import io.agentauth.providers.lint.Finding;
import io.agentauth.providers.lint.Lint;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes a definition by its issuer's metadata, holds it to what every file of the catalogue keeps to, and has its addresses checked. */
@ApplicationScoped
class CheckDefinition {
    private final Discovery discovery;
    private final Addresses addresses;
    private final Lint lint;

    @Inject
    CheckDefinition(Discovery discovery, Addresses addresses, Providers providers) {
        this.discovery = discovery;
        this.addresses = addresses;
        this.lint = new Lint(providers.catalogue());
    }

    /** A definition that holds. */
    record Checked(ObjectNode members, Provider provider, @Nullable ServerMetadata metadata) {}

    /**
     * Fails with {@code invalid_field}, which names every member that is wrong, with {@code provider_metadata_invalid}, and with
     * {@code provider_unavailable} while the issuer cannot be asked.
     */
    Uni<Checked> check(ObjectNode members, @Nullable String issuer) {
        return discover(issuer)
                .map(metadata -> checked(members, metadata.orElse(null)))
                .call(checked ->
                        addresses.refused(Reached.by(checked.provider())).invoke(CheckDefinition::requireNone));
    }

    private Uni<Optional<ServerMetadata>> discover(@Nullable String issuer) {
        return issuer == null
                ? Uni.createFrom().item(Optional.empty())
                : discovery.discover(issuer).map(Optional::of);
    }

    private Checked checked(ObjectNode members, @Nullable ServerMetadata metadata) {
        Completion completion = new Completion(members);
        ObjectNode complete = (metadata == null ? completion : completion.by(metadata)).readable();
        Sheet sheet = new Sheet(complete);
        List<Finding> findings = lint.checkCustom(sheet);
        if (!findings.isEmpty()) {
            throw invalid(findings.stream()
                    .map(finding ->
                            new FieldError("definition" + finding.field().replace('/', '.'), finding.message()))
                    .toList());
        }
        try {
            return new Checked(complete, sheet.provider(), metadata);
        } catch (IOException e) {
            throw new IllegalStateException("a definition that was checked cannot be read", e);
        }
    }

    private static void requireNone(Map<String, String> refused) {
        if (!refused.isEmpty()) {
            throw invalid(refused.entrySet().stream()
                    .map(one ->
                            new FieldError("definition", one.getKey() + " cannot be called: " + one.getValue() + "."))
                    .toList());
        }
    }

    private static ProblemException invalid(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return new ProblemException(ProblemType.INVALID_FIELD, first.field() + ": " + first.message()).errors(errors);
    }
}
