// SPDX-License-Identifier: Apache-2.0
package io.agentauth.upstream;

/** A URL that must not be called. Its message says why and quotes nothing of the URL. */
public final class Refused extends RuntimeException {
    Refused(String message) {
        super(message);
    }
}
