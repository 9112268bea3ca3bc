// SPDX-License-Identifier: Apache-2.0
package io.agentauth.keyservice;

import io.agentauth.vault.Sensitive;
import java.util.Optional;

/** By what AWS knows this service. The session token belongs to temporary ones. */
record AwsCredentials(String accessKeyId, Sensitive secretAccessKey, Optional<Sensitive> sessionToken) {}
