// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What to say about values that Bean Validation refuses. */
final class Violations {
    private Violations() {}

    /** Null if it is our own answer that is wrong: then the caller hears nothing of it. */
    static @Nullable ProblemException problem(ConstraintViolationException exception) {
        if (exception.getConstraintViolations().stream().anyMatch(Violations::ours)) {
            return null;
        }
        List<FieldError> errors = exception.getConstraintViolations().stream()
                .map(violation -> new FieldError(field(violation.getPropertyPath()), violation.getMessage()))
                .sorted(Comparator.comparing(FieldError::field))
                .toList();
        String fields = errors.stream().map(FieldError::field).distinct().collect(joining(", "));
        return new ProblemException(ProblemType.INVALID_FIELD, "Fields with a value that is not allowed: " + fields)
                .errors(errors);
    }

    private static boolean ours(ConstraintViolation<?> violation) {
        return nodes(violation.getPropertyPath()).stream().anyMatch(node -> node.getKind() == ElementKind.RETURN_VALUE);
    }

    private static String field(Path path) {
        List<Path.Node> nodes = nodes(path);
        // A method's violation starts with the method and the parameter, which callers do not know; a bare parameter is
        // a query or path one.
        boolean body = nodes.size() > 2 && nodes.getFirst().getKind() == ElementKind.METHOD;
        boolean parameter = nodes.size() == 2 && nodes.getFirst().getKind() == ElementKind.METHOD;
        return nodes.stream()
                .skip(body ? 2 : parameter ? 1 : 0)
                .map(Violations::step)
                .collect(joining("."))
                .replace(".[", "[");
    }

    private static String step(Path.Node node) {
        String name = node.getName() == null
                ? ""
                : PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(node.getName());
        return node.getIndex() == null ? name : "[" + node.getIndex() + "]" + (name.isEmpty() ? "" : "." + name);
    }

    private static List<Path.Node> nodes(Path path) {
        return StreamSupport.stream(path.spliterator(), false).toList();
    }
}
