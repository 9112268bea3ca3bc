// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.HttpRequest;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request with what it may cost.
 *
 * @param deadline from the first look-up to the last byte; null for the configured one
 * @param redirectsMax how many redirects are followed, each checked like the first URL; 0 for whatever carries a secret
 * @param progress who is told how far it has come
 */
public record UpstreamRequest(HttpRequest request, @Nullable Duration deadline, int redirectsMax, Progress progress) {
    /** Redirects that a look-up of metadata may take. */
    public static final int METADATA_REDIRECTS = 5;

    public UpstreamRequest {
        if (redirectsMax > 0
                && (!request.method().equals("GET")
                        || request.authorization() != null
                        || request.secretQuery() != null
                        || request.certificate() != null
                        || !request.secretHeaders().isEmpty())) {
            throw new IllegalArgumentException("a secret never follows a redirect");
        }
    }

    /** To be sent as it is, with the configured deadline. */
    public static UpstreamRequest of(HttpRequest request) {
        return new UpstreamRequest(request, null, 0, Progress.UNWATCHED);
    }

    /** A look-up of something public: metadata, keys. */
    public static UpstreamRequest metadata(URI uri) {
        return new UpstreamRequest(HttpRequest.get(uri), null, METADATA_REDIRECTS, Progress.UNWATCHED);
    }

    /** The same, within {@code deadline}. */
    public UpstreamRequest within(Duration deadline) {
        return new UpstreamRequest(request, deadline, redirectsMax, progress);
    }

    /** The same, with {@code progress} told. */
    public UpstreamRequest watchedBy(Progress progress) {
        return new UpstreamRequest(request, deadline, redirectsMax, progress);
    }
}
