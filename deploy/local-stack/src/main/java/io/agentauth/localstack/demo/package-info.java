// SPDX-License-Identifier: Apache-2.0
/** The story that {@code ./agent-auth demo} tells, told by acting it out over HTTP and Kafka like anybody else could. */
@NullMarked
package io.agentauth.localstack.demo;

import org.jspecify.annotations.NullMarked;
