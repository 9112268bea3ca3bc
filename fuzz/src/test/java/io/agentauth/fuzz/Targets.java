// SPDX-License-Identifier: Apache-2.0
package io.agentauth.fuzz;

import io.agentauth.upstream.UrlPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All of them, by name. */
final class Targets {
    static final Map<String, Supplier<Target>> ALL = new TreeMap<>(Map.of(
            "callback-query", CallbackQuery::new,
            "token-response", TokenResponse::new,
            "error-classifier", ErrorClassifier::new,
            "envelope", Envelope::new,
            "cursor", ListCursor::new,
            "retry-after", RetryAfterHeader::new,
            "url-policy", UrlPolicy::new,
            "url-template", ProviderAddress::new,
            "event", EventRecord::new,
            "callers-words", CallersWords::new));

    private Targets() {}
}
