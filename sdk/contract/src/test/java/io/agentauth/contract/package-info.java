// SPDX-License-Identifier: Apache-2.0
/** Makes docs/api from the resources of the services and from operations.yaml, which says what code cannot say. */
@NullMarked
package io.agentauth.contract;

import org.jspecify.annotations.NullMarked;
