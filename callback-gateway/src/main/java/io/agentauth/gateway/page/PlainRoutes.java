// SPDX-License-Identifier: Apache-2.0
package io.agentauth.gateway.page;

import io.agentauth.problems.ProblemException;
import io.agentauth.problems.ProblemMapper;
import io.agentauth.problems.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Consumer;

/** The root, the problem pages, the style sheet; and the end of the road: what no route before it answers does not exist. */
@ApplicationScoped
public class PlainRoutes {
    private static final int AFTER_OURS_BEFORE_ALL_OTHERS = PageLimits.ORDER + 100;
    private static final String FOREVER = "public, max-age=31536000, immutable";

    void register(@Observes Router router) {
        get(router, "/", context -> Pages.state(context, 200, "root", ""));
        get(router, "/problems/:code", PlainRoutes::problem);
        get(router, "/assets/:file", PlainRoutes::asset);
        router.route().order(AFTER_OURS_BEFORE_ALL_OTHERS).handler(PlainRoutes::nothing);
    }

    private static void get(Router router, String path, Consumer<RoutingContext> page) {
        router.route(path).order(PageLimits.ORDER).handler(context -> {
            context.request().resume();
            HttpMethod method = context.request().method();
            if (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method)) {
                page.accept(context);
            } else {
                PageLimits.methodNotAllowed(context, "GET, HEAD");
            }
        });
    }

    private static void problem(RoutingContext context) {
        ProblemType.find(PageLimits.part(context, "code"))
                .ifPresentOrElse(type -> Pages.problem(context, type), () -> nothing(context));
    }

    private static void asset(RoutingContext context) {
        Assets.Asset asset = Assets.ALL.find(PageLimits.part(context, "file"));
        if (asset == null) {
            nothing(context);
            return;
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, FOREVER);
        context.end(asset.content());
    }

    private static void nothing(RoutingContext context) {
        context.request().resume();
        ProblemMapper.answer(context, new ProblemException(ProblemType.NOT_FOUND, "There is nothing here."));
    }
}
