// SPDX-License-Identifier: Apache-2.0
package io.agentauth.oauth;

import io.agentauth.vault.Sensitive;

/** Temporary credentials or a token of OAuth 1.0a: an identifier that travels, and a secret that only signs (RFC 5849 §1.1). */
public record OAuth1Token(Sensitive identifier, Sensitive secret) {}
