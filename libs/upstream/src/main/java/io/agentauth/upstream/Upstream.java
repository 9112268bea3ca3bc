// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

import io.agentauth.oauth.ClientCertificate;
import io.agentauth.oauth.HttpAnswer;
import io.agentauth.upstream.UpstreamAnswer.Answered;
import io.agentauth.upstream.UpstreamAnswer.NotSent;
import io.agentauth.upstream.UpstreamAnswer.Trouble;
import io.agentauth.vault.Reveal;
import io.agentauth.vault.Sensitive;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to providers. Each is sent at most once, without retries; to an address that was resolved once and checked; within a
 * deadline and a size.
 */
@Startup // A configuration that must not be is found at the start, not at the first call.
@ApplicationScoped
public class Upstream {
    private static final String NOT_PUBLIC = "the name leads to an address that is not public";

    private final Vertx vertx;
    private final UpstreamConfig config;
    private final Names names;
    private final Clock clock;
    private final Overlay overlay;
    private final UrlGuard guard;
    private final HttpClient client;
    private final CertifiedConnections certified;
    private final @Nullable ProxyOptions proxy;

    @Inject
    public Upstream(Vertx vertx, UpstreamConfig config) {
        this(vertx, config, new SystemNames(vertx, config.addressesKept()), Clock.systemUTC());
    }

    Upstream(Vertx vertx, UpstreamConfig config, Names names, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.names = names;
        this.clock = clock;
        this.overlay = Overlay.of(config);
        this.guard = new UrlGuard(config.ports(), inside(config, overlay));
        this.client = Connections.open(vertx, config);
        this.certified = new CertifiedConnections(vertx, config);
        this.proxy = config.proxy().map(Connections::through).orElse(null);
    }

    private static Set<Origin> inside(UpstreamConfig config, Overlay overlay) {
        Set<Origin> inside = new HashSet<>(overlay.trusted());
        config.privateOrigins().orElse(Set.of()).forEach(origin -> inside.add(Origin.require(origin)));
        return inside;
    }

    /** The overlay of this process; it maps nothing outside development. */
    public Overlay overlay() {
        return overlay;
    }

    /**
     * Whether {@code uri} may be called as far as can be said without looking its name up: for settings that are about to be stored.
     *
     * @throws Refused if it may not
     */
    public void check(URI uri) {
        var _ = guard.check(overlay.browserUrl(uri));
    }

    /**
     * Why {@code uri} must not be called, with its name looked up; empty where it may be. What a name leads to can change, so each call is
     * checked again: this is for telling somebody sooner.
     */
    public Uni<Optional<String>> refusal(URI uri) {
        return Uni.createFrom().completionStage(() -> refused(uri).toCompletionStage());
    }

    private Future<Optional<String>> refused(URI uri) {
        Destination destination;
        try {
            destination = guard.check(overlay.browserUrl(uri));
        } catch (Refused e) {
            return Future.succeededFuture(Optional.of(String.valueOf(e.getMessage())));
        }
        return destination.anyAddress()
                ? Future.succeededFuture(Optional.empty())
                : within(System.nanoTime() + config.deadline().toNanos(), names.addresses(destination.host()))
                        .transform(found -> Future.succeededFuture(
                                !found.succeeded()
                                        ? Optional.of("the name has no address")
                                        : found.result().stream().allMatch(AddressGuard::isPublic)
                                                ? Optional.empty()
                                                : Optional.of(NOT_PUBLIC)));
    }

    /**
     * Sends {@code request} when subscribed to. The {@code Uni} does not fail for anything that a network or a provider can do.
     *
     * <p>Redirects are answers like others unless the request allows them; then each hop is checked like the first.
     */
    public Uni<UpstreamAnswer> send(UpstreamRequest request) {
        return Uni.createFrom().completionStage(() -> {
            Duration deadline = request.deadline() == null ? config.deadline() : request.deadline();
            return here(hop(request, System.nanoTime() + deadline.toNanos())).toCompletionStage();
        });
    }

    /**
     * A name that is remembered was looked up by another request, and a connection may end on its own: what follows goes on in the context of who
     * asked, with its request id and its trace.
     */
    private Future<UpstreamAnswer> here(Future<UpstreamAnswer> answer) {
        Context here = vertx.getOrCreateContext();
        Promise<UpstreamAnswer> promise = Promise.promise();
        answer.onComplete(result -> here.runOnContext(_ -> promise.handle(result)));
        return promise.future();
    }

    private Future<UpstreamAnswer> hop(UpstreamRequest request, long until) {
        Destination destination;
        try {
            destination = guard.check(overlay.browserUrl(request.request().uri()));
        } catch (Refused e) {
            return notSent(Trouble.REFUSED, String.valueOf(e.getMessage()));
        }
        return within(until, names.addresses(destination.host()))
                .transform(found -> found.succeeded()
                        ? reach(destination, request, found.result(), until)
                        : notSent(Trouble.NAME, "the name has no address"))
                .compose(answer -> follow(request, answer, until));
    }

    private Future<UpstreamAnswer> reach(
            Destination destination, UpstreamRequest request, List<InetAddress> addresses, long until) {
        if (!destination.anyAddress() && !addresses.stream().allMatch(AddressGuard::isPublic)) {
            return notSent(Trouble.REFUSED, NOT_PUBLIC);
        }
        return attempt(destination, request, addresses, until);
    }

    /** Tries the addresses in their order as long as nothing was sent. */
    private Future<UpstreamAnswer> attempt(
            Destination destination, UpstreamRequest request, List<InetAddress> addresses, long until) {
        Exchange exchange = new Exchange(request.request(), request.progress(), config.bodyBytesMax(), clock);
        RequestOptions options = options(destination, request, addresses.getFirst());
        Future<UpstreamAnswer> answer = exchange.run(vertx, client(request), options, millisTo(until));
        List<InetAddress> others = addresses.subList(1, addresses.size());
        return others.isEmpty()
                ? answer
                : answer.compose(got -> got instanceof NotSent unsent && unsent.trouble() == Trouble.CONNECT
                        ? attempt(destination, request, others, until)
                        : Future.succeededFuture(got));
    }

    private HttpClient client(UpstreamRequest request) {
        ClientCertificate certificate = request.request().certificate();
        return certificate == null ? client : certified.of(certificate);
    }

    private RequestOptions options(Destination destination, UpstreamRequest request, InetAddress address) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.request().method()))
                .setServer(SocketAddress.inetSocketAddress(destination.port(), address.getHostAddress()))
                .setHost(destination.host())
                .setPort(destination.port())
                .setSsl(destination.tls())
                .setURI(requestUri(destination, request.request().secretQuery()));
        return proxy == null || destination.anyAddress() ? options : options.setProxyOptions(proxy);
    }

    private static String requestUri(Destination destination, @Nullable Sensitive secretQuery) {
        String plain = destination.requestUri();
        return secretQuery == null
                ? plain
                : plain + (plain.indexOf('?') < 0 ? '?' : '&') + secretQuery.reveal(Reveal.TO_CALL_THE_PROVIDER);
    }

    private Future<UpstreamAnswer> follow(UpstreamRequest request, UpstreamAnswer answer, long until) {
        if (request.redirectsMax() > 0
                && answer instanceof Answered(HttpAnswer page)
                && page.status() / 100 == 3
                && page.status() != 304) {
            return target(request.request().uri(), page)
                    .map(next -> hop(
                            new UpstreamRequest(
                                    request.request().at(next),
                                    request.deadline(),
                                    request.redirectsMax() - 1,
                                    request.progress()),
                            until))
                    .orElse(Future.succeededFuture(answer));
        }
        return Future.succeededFuture(answer);
    }

    private static Optional<URI> target(URI from, HttpAnswer page) {
        try {
            return page.header("location").map(from::resolve);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private <T> Future<T> within(long until, Future<T> future) {
        return future.isComplete() ? future : future.timeout(millisTo(until), TimeUnit.MILLISECONDS);
    }

    private static long millisTo(long until) {
        return Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis());
    }

    private static Future<UpstreamAnswer> notSent(Trouble trouble, String why) {
        return Future.succeededFuture(new NotSent(trouble, why));
    }
}
