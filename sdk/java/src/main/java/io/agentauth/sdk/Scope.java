// SPDX-License-Identifier: Apache-2.0
package io.agentauth.sdk;

/** A scope of a provider. */
public record Scope(String name, String description) {
    public Scope {
        description = description == null ? "" : description;
    }
}
