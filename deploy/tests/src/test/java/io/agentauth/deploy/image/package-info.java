// SPDX-License-Identifier: Apache-2.0

/** What goes into images, from what they are made of. */
@NullMarked
package io.agentauth.deploy.image;

import org.jspecify.annotations.NullMarked;
