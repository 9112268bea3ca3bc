// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue: what is known about each provider, one YAML file each, as data; what a family of providers shares is said once, in
 * {@code providers/families}. A quirk is a field with a meaning; nothing in the code asks which provider it is. Add one: write its file, name
 * it in {@code providers/catalogue.txt}, run {@code ./agent-auth providers lint FILE}.
 */
@NullMarked
package io.agentauth.providers;

import org.jspecify.annotations.NullMarked;
