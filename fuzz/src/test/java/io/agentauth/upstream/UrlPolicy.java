// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.fuzz.Target;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** Which URLs may be called: what passes is https to a public name in its plain form, and the address is what everybody else reads in it. */
public final class UrlPolicy implements Target {
    private static final UrlGuard GUARD = new UrlGuard(Set.of(443), Set.of());

    @Override
    public List<String> seeds() {
        return List.of(
                "https://provider.example/token",
                "https://provider.example:443/a?b=c",
                "https://127.0.0.1/",
                "https://[::ffff:127.0.0.1]/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://user@provider.example/",
                "https://provider.example#@inside",
                "https://metadata.google.internal/",
                "http://provider.example/",
                "https://provider.example./",
                "https://provider.example\\@inside/");
    }

    @Override
    public void read(byte[] input) {
        String text = Target.text(input);
        Destination to;
        try {
            to = GUARD.check(URI.create(text));
        } catch (Refused | IllegalArgumentException expected) {
            return;
        }
        Target.require(to.tls() && to.port() == 443 && !to.anyAddress(), "something else than https to the usual port");
        Target.require(to.host().matches("[a-z0-9-]+(\\.[a-z0-9-]+)+"), "a host that is no plain name");
        Target.require(!to.host().matches(".*\\.[0-9][^.]*"), "a host that may be an address");
        Target.require(!to.host().endsWith(".internal") && !to.host().endsWith(".localhost"), "a name of the inside");
        String authority = text.substring("https://".length()).split("[/?#\\\\]", 2)[0];
        Target.require(
                authority.replaceFirst(":(443)?$", "").equalsIgnoreCase(to.host()), "another host than the text has");
        Target.require(
                to.requestUri().startsWith("/") && to.requestUri().chars().allMatch(c -> c > 0x20 && c < 0x7f),
                "a request line that could be two");
    }
}
