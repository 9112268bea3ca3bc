// SPDX-License-Identifier: Apache-2.0
package io.agentauth.providers;

/** A scope that is worth offering, and what it allows, in words for a person. */
public record Scope(String name, String description) {}
