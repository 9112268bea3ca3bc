// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Turns every failure of a request into a problem. What is not foreseen becomes {@code internal_error} with the request id and no message:
 * whatever an exception says stays in the log.
 */
@ApplicationScoped
public class ProblemMapper {
    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    private final CurrentVertxRequest request;

    @Inject
    ProblemMapper(CurrentVertxRequest request) {
        this.request = request;
    }

    /** What a use case says is wrong. */
    @ServerExceptionMapper
    public Response problem(ProblemException exception) {
        return answer(exception);
    }

    /** JSON that does not fit the request. */
    @ServerExceptionMapper(priority = 1)
    public Response mismatch(MismatchedInputException exception) {
        return answer(UnreadableBody.problem(exception));
    }

    /** JSON that is none. */
    @ServerExceptionMapper(priority = 1)
    public Response json(JacksonException exception) {
        return answer(UnreadableBody.problem(exception));
    }

    /** A value that Bean Validation refuses. */
    @ServerExceptionMapper(priority = 1)
    public Response violation(ConstraintViolationException exception) {
        return answer(exception, Violations.problem(exception));
    }

    /** What the REST layer itself answers: no such path, method, media type. */
    @ServerExceptionMapper(priority = 1)
    public Response web(WebApplicationException exception) {
        Response response = exception.getResponse();
        if (response.getStatus() < 400) {
            return response;
        }
        if (exception.getCause() instanceof JacksonException json) {
            return answer(UnreadableBody.problem(json));
        }
        Response answer = answer(exception, HttpStatuses.problem(response.getStatus()));
        String allow = response.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    /** Anything else. */
    @ServerExceptionMapper
    public Response anything(Throwable exception) {
        return answer(exception, null);
    }

    /** Failures outside of the REST layer: a body over the limit, a plain route that failed. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(ProblemMapper::fail);
    }

    /** Ends a plain Vert.x route with the problem for {@code failure}. */
    public static void answer(RoutingContext context, Throwable failure) {
        ProblemException problem =
                failure instanceof ProblemException known ? known : unforeseen(failure, RequestId.of(context));
        write(context, Problem.of(problem, RequestId.of(context)));
    }

    private static void fail(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ProblemException problem) {
            write(context, Problem.of(problem, RequestId.of(context)));
            return;
        }
        ProblemException known = context.statusCode() < 400 ? null : HttpStatuses.problem(context.statusCode());
        if (known == null && failure == null) {
            known = new ProblemException(ProblemType.INTERNAL_ERROR, "The request failed.");
        }
        write(
                context,
                Problem.of(known != null ? known : unforeseen(failure, RequestId.of(context)), RequestId.of(context)));
    }

    private static void write(RoutingContext context, Problem problem) {
        if (context.response().headWritten()) {
            context.request().connection().close();
            return;
        }
        context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE);
        problem.retryAfterSeconds()
                .ifPresent(seconds -> context.response().putHeader("Retry-After", Long.toString(seconds)));
        context.end(problem.toJson());
    }

    private Response answer(Throwable exception, @Nullable ProblemException problem) {
        return answer(problem != null ? problem : unforeseen(exception, requestId()));
    }

    private Response answer(ProblemException exception) {
        Problem problem = Problem.of(exception, requestId());
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.toJson());
        problem.retryAfterSeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }

    private static ProblemException unforeseen(@Nullable Throwable failure, String requestId) {
        LOG.errorf(failure, "request %s failed", requestId);
        return new ProblemException(
                ProblemType.INTERNAL_ERROR, "The request id names this failure in the service's log.");
    }

    private String requestId() {
        RoutingContext context = request.getCurrent();
        return context == null ? RequestId.current() : RequestId.of(context);
    }
}
