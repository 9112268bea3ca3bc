// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agentauth.problems.Problem;
import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemJson;
import io.agentauth.problems.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls of this service to others: service identity, request id and trace go along; bodies are snake_case JSON, and members of an answer that
 * this release does not know are ignored. A call fails with the callee's own problem, or {@code service_unavailable}. Nothing is sent twice:
 * whoever calls knows what may be repeated.
 */
@Singleton
public class ServiceCalls {
    private static final Logger LOG = Logger.getLogger(ServiceCalls.class);
    private static final Duration WITHIN = Duration.ofSeconds(5);
    // Said once, and once when it is over.
    private static final Set<ServiceName> SILENT = ConcurrentHashMap.newKeySet();
    private static final ObjectMapper JSON = ProblemJson.acrossReleases();

    private final InternalHttp http;
    private final OwnTokens tokens;

    @Inject
    ServiceCalls(InternalHttp http, OwnTokens tokens) {
        this.http = http;
        this.tokens = tokens;
    }

    /** Asks {@code callee} with a body; waits 5 s. {@code Void} for no answer. */
    public <T> Uni<T> post(ServiceName callee, String path, Object body, Class<T> answer) {
        return post(callee, path, body, answer, WITHIN);
    }

    /** The same with a wait of its own. */
    public <T> Uni<T> post(ServiceName callee, String path, Object body, Class<T> answer, Duration within) {
        return Uni.createFrom()
                .deferred(() -> call(new Call(HttpMethod.POST, callee, path, within), write(body)))
                .map(response -> read(callee, response, answer));
    }

    /** Reads from {@code callee}; waits 5 s. */
    public <T> Uni<T> get(ServiceName callee, String path, Class<T> answer) {
        return get(callee, path, answer, WITHIN);
    }

    /** The same with a wait of its own. */
    public <T> Uni<T> get(ServiceName callee, String path, Class<T> answer, Duration within) {
        return call(new Call(HttpMethod.GET, callee, path, within), null)
                .map(response -> read(callee, response, answer));
    }

    private record Call(HttpMethod method, ServiceName callee, String path, Duration within) {}

    private Uni<HttpResponse<Buffer>> call(Call call, @Nullable Buffer body) {
        return tokens.header(call.callee())
                .chain(token -> InternalHttp.send(
                        http.request(call.method(), call.callee(), call.path(), call.within())
                                .putHeader(InternalDoor.HEADER, token),
                        body))
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(failure -> unavailable(call.callee(), failure));
    }

    private <T> T read(ServiceName callee, HttpResponse<Buffer> response, Class<T> answer) {
        if (SILENT.remove(callee)) {
            LOG.infof("%s answers again", callee.wireName());
        }
        Buffer body = response.body();
        if (response.statusCode() >= 300) {
            throw problem(callee, response.statusCode(), body == null ? "" : body.toString());
        }
        try {
            return JSON.readValue(body == null ? new byte[] {'n', 'u', 'l', 'l'} : body.getBytes(), answer);
        } catch (IOException e) {
            throw unavailable(callee, e);
        }
    }

    private ProblemException problem(ServiceName callee, int status, String body) {
        ProblemException problem = Problem.read(body).orElse(null);
        if (problem == null) {
            return unavailable(callee, new IllegalStateException("HTTP " + status));
        }
        if (problem.type() == ProblemType.SERVICE_IDENTITY_REQUIRED
                || problem.type() == ProblemType.SERVICE_NOT_ALLOWED) {
            // Between us and them, and nothing that whoever asked us could mend.
            tokens.drop(callee);
            return unavailable(callee, problem);
        }
        return problem;
    }

    private static Buffer write(Object body) {
        try {
            return Buffer.buffer(JSON.writeValueAsBytes(body));
        } catch (JacksonException e) {
            throw new IllegalStateException(body.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    /** The problem for a service that did not answer. */
    static ProblemException unavailable(ServiceName callee, Throwable failure) {
        // An exception's text may quote what was sent, so only its kind is written down.
        String kind = failure instanceof ProblemException problem
                ? problem.type().code()
                : failure.getClass().getSimpleName();
        if (SILENT.add(callee)) {
            LOG.warnf("%s does not answer: %s", callee.wireName(), kind);
        }
        return new ProblemException(
                        ProblemType.SERVICE_UNAVAILABLE, callee.wireName() + " cannot be reached. Try again.", failure)
                .retryAfter(Duration.ofSeconds(1));
    }
}
