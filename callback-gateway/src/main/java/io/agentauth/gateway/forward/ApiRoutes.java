// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.forward;

import io.agentauth.gateway.callee.Callee;
import io.agentauth.gateway.caller.CallerToken;
import io.agentauth.gateway.caller.CallerTokens;
import io.agentauth.gateway.caller.ClientAddresses;
import io.agentauth.gateway.limit.RateLimits;
import io.agentauth.gateway.limit.Verdict;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemMapper;
import io.agentauth.problems.ProblemType;
import io.agentauth.problems.RequestId;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public API's door: who calls, how often, and to which service it goes. Everything else under it does not exist. */
@ApplicationScoped
public class ApiRoutes {
    private static final int BEFORE_ANY_BODY_READER = -1_000;
    private static final String BEARER = "bearer ";
    private static final int AUTHORIZATION_CHARS_MAX = 4_096;
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final String ALLOW = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final CallerTokens callers;
    private final RateLimits limits;
    private final ClientAddresses addresses;
    private final Forward forward;
    private final KeyForm keys;

    @Inject
    ApiRoutes(CallerTokens callers, RateLimits limits, ClientAddresses addresses, Forward forward, KeyForm keys) {
        this.callers = callers;
        this.limits = limits;
        this.addresses = addresses;
        this.forward = forward;
        this.keys = keys;
    }

    void register(@Observes Router router) {
        router.route("/v1/*").order(BEFORE_ANY_BODY_READER).handler(guarded(this::api));
        router.route("/oauth/token").order(BEFORE_ANY_BODY_READER).handler(guarded(this::token));
    }

    private static io.vertx.core.Handler<RoutingContext> guarded(io.vertx.core.Handler<RoutingContext> step) {
        return context -> {
            try {
                context.request().pause();
                step.handle(context);
            } catch (ProblemException problem) {
                refuse(context, problem);
            }
        };
    }

    private void api(RoutingContext context) {
        refuseSecretInUrl(context);
        Callee callee = PublicPath.owner(context.request().path());
        if (callee == null) {
            throw new ProblemException(ProblemType.NOT_FOUND, "There is nothing here.");
        }
        if (!METHODS.contains(context.request().method())) {
            throw methodNotAllowed(context, ALLOW);
        }
        String credential = credential(context);
        if (keys.isJwt(credential)) {
            String subject = keys.subjectOf(credential, addresses.of(context.request()));
            admit(context, callee, limits.key(subject), "Bearer " + credential);
            return;
        }
        if (!keys.isWellFormed(credential)) {
            throw CallerTokens.invalid();
        }
        CallerTokens.Presented presented = callers.presented(credential);
        CallerToken caller = callers.now(presented, RequestId.of(context));
        if (caller != null) {
            admit(context, callee, limits.key(caller.keyId(), caller.environmentId()), caller.bearer());
        } else {
            introduce(context, callee, presented);
        }
    }

    /** A key that is not in memory costs a call, so it counts against the client's address too. */
    private void introduce(RoutingContext context, Callee callee, CallerTokens.Presented presented) {
        Verdict verdict = limits.address(addresses.of(context.request()));
        if (!verdict.allowed()) {
            throw limited(context, verdict);
        }
        callers.exchange(presented, RequestId.of(context))
                .onSuccess(caller -> guarded(admitted -> admit(
                                admitted, callee, limits.key(caller.keyId(), caller.environmentId()), caller.bearer()))
                        .handle(context))
                .onFailure(failure -> refuse(context, failure));
    }

    private void admit(RoutingContext context, Callee callee, Verdict verdict, String authorization) {
        if (!verdict.allowed()) {
            throw limited(context, verdict);
        }
        say(context.response(), verdict);
        forward.send(context, callee, authorization);
    }

    /** Client credentials come in the body or by Basic: connection-service reads them (RFC 6749 §2.3.1). */
    private void token(RoutingContext context) {
        refuseSecretInUrl(context);
        if (!HttpMethod.POST.equals(context.request().method())) {
            throw methodNotAllowed(context, "POST");
        }
        Verdict verdict = limits.address(addresses.of(context.request()));
        if (!verdict.allowed()) {
            throw limited(context, verdict);
        }
        forward.send(context, Callee.CONNECTION_SERVICE, context.request().getHeader(HttpHeaders.AUTHORIZATION));
    }

    private static String credential(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                || header.length() > AUTHORIZATION_CHARS_MAX) {
            throw new ProblemException(ProblemType.MISSING_API_KEY, "Send Authorization: Bearer with an API key.");
        }
        return header.substring(BEARER.length()).strip();
    }

    private void refuseSecretInUrl(RoutingContext context) {
        @Nullable String query = context.request().query();
        if (query != null && keys.isSecretIn(query.toLowerCase(Locale.ROOT))) {
            throw new ProblemException(
                    ProblemType.SECRET_IN_URL,
                    "URLs end up in logs. Send the API key in the Authorization header, and replace this one.");
        }
    }

    private static ProblemException methodNotAllowed(RoutingContext context, String allow) {
        context.response().putHeader(HttpHeaders.ALLOW, allow);
        return new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "See the Allow header.");
    }

    private static ProblemException limited(RoutingContext context, Verdict verdict) {
        say(context.response(), verdict);
        return new ProblemException(
                        ProblemType.RATE_LIMITED, "Slow down: the limit is " + verdict.limit() + " a second.")
                .retryAfter(WINDOW);
    }

    private static void say(HttpServerResponse response, Verdict verdict) {
        response.putHeader(Headers.LIMIT, Integer.toString(verdict.limit()))
                .putHeader(Headers.REMAINING, Integer.toString(verdict.remaining()))
                .putHeader(Headers.RESET, "1");
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        if (context.response().ended()) {
            return;
        }
        if (failure instanceof ProblemException problem && problem.type().status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"agent-auth\"");
        }
        context.request().resume();
        ProblemMapper.answer(context, failure);
    }
}
