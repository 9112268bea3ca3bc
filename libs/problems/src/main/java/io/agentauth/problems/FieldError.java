// SPDX-License-Identifier: Apache-2.0
package io.agentauth.problems;

/**
 * What is wrong with one field of a request.
 *
 * @param field the path as the caller wrote it, snake_case with dots and indexes: {@code credentials.client_id}, {@code scopes[2]}
 * @param message for the caller; never quotes the value, which may be a secret
 */
public record FieldError(String field, String message) {}
