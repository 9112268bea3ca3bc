// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

import io.agentauth.oauth.BodyFormat;
import io.agentauth.oauth.Parameters;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import java.net.URI;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What every call of a provider's API has, so that it is let in: headers, parameters of the query, members of a JSON body. */
public record StaticShape(Map<String, Sensitive> headers, Map<String, Sensitive> query, Map<String, Sensitive> body) {
    public StaticShape {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        query = Collections.unmodifiableMap(new TreeMap<>(query));
        body = Collections.unmodifiableMap(new TreeMap<>(body));
    }

    /** {@code uri} with the parameters of the query, which are secrets: it must not be written down anywhere. */
    URI at(URI uri) {
        return query.isEmpty()
                ? uri
                : URI.create(uri
                        + (uri.getRawQuery() == null ? "?" : "&")
                        + Parameters.body(BodyFormat.FORM, plain(query)).reveal(Reveal.TO_CALL_THE_PROVIDER));
    }

    /** The members of the body in plain text, for whoever writes it. */
    Map<String, String> plainBody() {
        return plain(body);
    }

    private static Map<String, String> plain(Map<String, Sensitive> secrets) {
        Map<String, String> plain = new TreeMap<>();
        secrets.forEach((name, secret) -> plain.put(name, secret.reveal(Reveal.TO_CALL_THE_PROVIDER)));
        return plain;
    }
}
