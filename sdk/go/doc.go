// SPDX-License-Identifier: Apache-2.0

// Package agentauth connects accounts of your users at third parties, and reads tokens that are valid now.
//
// New makes a Client, which is safe for many goroutines. Every call takes a context: its end cancels the call and its retries. Errors are
// *Error; errors.Is with ErrNotFound, ErrReauthorizationRequired and the others tells them apart.
package agentauth
