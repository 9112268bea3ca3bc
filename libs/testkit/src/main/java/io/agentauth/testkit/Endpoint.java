// SPDX-License-Identifier: Apache-2.0
package io.agentauth.testkit;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A method of a resource, as its annotations say: what a sweep over all endpoints goes by, so that none is forgotten.
 *
 * @param verb GET, POST, PUT, PATCH or DELETE
 * @param path with its placeholders, such as {@code /v1/accounts/{id}}
 */
public record Endpoint(String verb, String path) {
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** The public endpoints of this module: those under /v1. */
    public static List<Endpoint> publicOnes() {
        // What the annotations say is in the module's own classes.
        boolean resolving = ArchConfiguration.get().resolveMissingDependenciesFromClassPath();
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
        try {
            return read();
        } finally {
            ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(resolving);
        }
    }

    private static List<Endpoint> read() {
        List<Endpoint> found = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter().importPath(Path.of("target", "classes"))) {
            Optional<String> base = declaredPath(type);
            if (base.isPresent() && base.get().startsWith("/v1")) {
                for (JavaMethod method : type.getMethods()) {
                    VERBS.stream()
                            .filter(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb))
                            .map(verb -> new Endpoint(verb, joined(base.get(), declaredPath(method))))
                            .forEach(found::add);
                }
            }
        }
        found.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::verb));
        if (found.isEmpty()) {
            throw new IllegalStateException("no endpoints in target/classes");
        }
        return found;
    }

    /** The path with {@code id} in the place of each placeholder. */
    public String about(String id) {
        return path.replaceAll("\\{[^}]+}", id);
    }

    /** Whether an id stands in its path. */
    public boolean hasId() {
        return path.contains("{");
    }

    private static Optional<String> declaredPath(HasAnnotations<?> annotated) {
        return annotated.tryGetAnnotationOfType("jakarta.ws.rs.Path").map(path -> value(path)
                .toString());
    }

    private static Object value(JavaAnnotation<?> annotation) {
        return annotation.getExplicitlyDeclaredProperty("value");
    }

    private static String joined(String base, Optional<String> below) {
        return below.map(path -> base.replaceFirst("/$", "") + "/" + path.replaceFirst("^/", ""))
                .orElse(base);
    }
}
