// SPDX-License-Identifier: Apache-2.0
package io.agentauth.identity;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts a door before every resource method when the service starts: callers below {@code /v1}, listed services below {@code /internal}. The
 * door belongs to the method, so no spelling of a path gets around it. A method without one fails the start.
 */
@Provider
public class Doors implements DynamicFeature {
    private final CallerDoor callers;
    private final InternalDoor services;
    private volatile boolean any;

    // Both are proxies: this runs while the application is assembled, when there is no run-time configuration yet.
    @Inject
    Doors(CallerDoor callers, InternalDoor services) {
        this.callers = callers;
        this.services = services;
    }

    /** Whether there is anything to guard here. */
    boolean any() {
        return any;
    }

    @Override
    public void configure(ResourceInfo method, FeatureContext context) {
        if (isMarked(method)) {
            return;
        }
        context.register(door(method), Priorities.AUTHENTICATION);
        any = true;
    }

    private ContainerRequestFilter door(ResourceInfo method) {
        String path = path(method);
        if (path.startsWith("/v1/")) {
            return callers::enter;
        }
        if (path.startsWith("/internal/")) {
            Set<ServiceName> allowed = allowed(method);
            return request -> services.enter(request, allowed);
        }
        throw new IllegalStateException(
                name(method) + " is neither below /v1 nor /internal: mark it @Unauthenticated if it is for everybody");
    }

    private static boolean isMarked(ResourceInfo method) {
        return method.getResourceMethod().isAnnotationPresent(Unauthenticated.class)
                || method.getResourceClass().isAnnotationPresent(Unauthenticated.class);
    }

    private static Set<ServiceName> allowed(ResourceInfo method) {
        AllowedServices listed = method.getResourceMethod().getAnnotation(AllowedServices.class);
        if (listed == null) {
            listed = method.getResourceClass().getAnnotation(AllowedServices.class);
        }
        if (listed == null || listed.value().length == 0) {
            throw new IllegalStateException(name(method) + " is internal: list who may call it with @AllowedServices");
        }
        return EnumSet.of(listed.value()[0], listed.value());
    }

    private static String path(ResourceInfo method) {
        return "/"
                + (text(method.getResourceClass().getAnnotation(Path.class)) + "/"
                                + text(method.getResourceMethod().getAnnotation(Path.class)) + "/")
                        .replaceAll("/+", "/")
                        .replaceFirst("^/", "");
    }

    private static String text(@Nullable Path path) {
        return path == null ? "" : path.value();
    }

    private static String name(ResourceInfo method) {
        return method.getResourceClass().getSimpleName() + "."
                + method.getResourceMethod().getName();
    }
}
