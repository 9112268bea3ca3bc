// SPDX-License-Identifier: Apache-2.0
package io.agentauth.refresher.discovery;

import io.agentauth.oauth.Discovery;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.oauth.ServerMetadata;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.agentauth.upstream.Upstream;
import io.agentauth.upstream.UpstreamAnswer;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;

/** Reads the metadata that an issuer publishes: at OpenID Connect's place, then at RFC 8414's. */
@ApplicationScoped
class DiscoverProvider {
    private static final int STATUS_OK = 200;

    private final Upstream upstream;

    @Inject
    DiscoverProvider(Upstream upstream) {
        this.upstream = upstream;
    }

    /** Fails with {@code provider_metadata_invalid} or {@code provider_unavailable}. */
    Uni<ServerMetadata> discover(String issuer) {
        return Uni.createFrom()
                .item(() -> Discovery.places(issuer))
                .chain(places -> first(places))
                .map(answer -> Discovery.read(answer, issuer))
                .onFailure(Discovery.MetadataInvalid.class)
                .transform(failure -> invalid(String.valueOf(failure.getMessage())));
    }

    /** The first place that has something; what the last one says if none has. */
    private Uni<HttpAnswer> first(List<URI> places) {
        List<URI> others = places.subList(1, places.size());
        return upstream.send(UpstreamRequest.metadata(places.getFirst()))
                .map(DiscoverProvider::answered)
                .chain(answer -> answer.status() == STATUS_OK || others.isEmpty()
                        ? Uni.createFrom().item(answer)
                        : first(others));
    }

    private static HttpAnswer answered(UpstreamAnswer answer) {
        return switch (answer) {
            case Answered answered when answered.answer().status() < 500 -> answered.answer();
            case Answered _ -> throw unavailable("it answers with an error");
            case UpstreamAnswer.NotSent unsent
            when unsent.trouble() == UpstreamAnswer.Trouble.REFUSED -> throw invalid(unsent.why());
            case UpstreamAnswer.NotSent unsent -> throw unavailable(unsent.why());
            case UpstreamAnswer.Ambiguous lost
            when lost.trouble() == UpstreamAnswer.Trouble.TOO_LARGE -> throw invalid(lost.why());
            case UpstreamAnswer.Ambiguous lost -> throw unavailable(lost.why());
        };
    }

    private static ProblemException invalid(String why) {
        return new ProblemException(
                ProblemType.PROVIDER_METADATA_INVALID, "The issuer's metadata cannot be used: " + why + ".");
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(ProblemType.PROVIDER_UNAVAILABLE, "The issuer cannot be reached: " + why + ".");
    }
}
