// SPDX-License-Identifier: Apache-2.0
/** Readers of outside bytes, each with seeds and with what has to hold for any input; and the two ways of making inputs. */
package io.agentauth.fuzz;
