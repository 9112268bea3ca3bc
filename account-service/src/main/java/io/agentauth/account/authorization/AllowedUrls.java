// SPDX-License-Identifier: Apache-2.0
package io.agentauth.account.authorization;

import io.agentauth.account.authorization.NewAuthorization.Wish;
import io.agentauth.account.environment.Environment;
import io.agentauth.account.environment.Environments;
import io.agentauth.ids.EnvironmentId;
import io.agentauth.problems.FieldError;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser may be sent: the addresses on the environment's lists, character for character, and decided before anything starts. A native
 * application may be returned to on any port of its own machine, where the list says so.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.11">RFC 9700 §4.11</a>
 */
@ApplicationScoped
class AllowedUrls {
    /** The longest address that can be on a list. */
    static final int CHARS_MAX = 2000;

    private final Environments environments;
    private final Links links;

    @Inject
    AllowedUrls(Environments environments, Links links) {
        this.environments = environments;
        this.links = links;
    }

    /** Goes on if the environment allows the wish's addresses; what the copy misses is looked up at its owner. */
    Uni<Links.Maker> check(EnvironmentId environment, Wish wish) {
        return environments
                .require(environment)
                .chain(copy ->
                        allows(copy, wish) ? Uni.createFrom().item(copy) : environments.requireNewest(environment))
                .invoke(newest -> refuseOthers(newest, wish))
                .chain(_ -> links());
    }

    /** What makes the links that lead to them. */
    Uni<Links.Maker> links() {
        return links.maker();
    }

    private static boolean allows(Environment environment, Wish wish) {
        return isReturned(environment, wish)
                && isOn(environment.verifyUrls(), wish.userVerifyUrl())
                && environment.canVerify();
    }

    private static void refuseOthers(Environment environment, Wish wish) {
        if (!isReturned(environment, wish)) {
            throw refused("redirect_url", "return_urls");
        }
        if (!isOn(environment.verifyUrls(), wish.userVerifyUrl())) {
            throw refused("user_verify_url", "verify_urls");
        }
        environment.verifyUrl(wish.userVerifyUrl());
    }

    private static ProblemException refused(String field, String list) {
        String message = "It is not on the environment's " + list + ", character for character.";
        return new ProblemException(ProblemType.INVALID_REDIRECT_URL, field + ": " + message)
                .errors(List.of(new FieldError(field, message)));
    }

    private static boolean isReturned(Environment environment, Wish wish) {
        String url = wish.redirectUrl();
        return url == null || Loopback.isOn(environment.returnUrls(), url);
    }

    private static boolean isOn(List<String> list, @Nullable String url) {
        return url == null || list.contains(url);
    }
}
