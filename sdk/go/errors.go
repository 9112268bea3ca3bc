// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// What an *Error is, for errors.Is.
var (
	// ErrAuthentication is 401: the API key is missing, unknown or revoked.
	ErrAuthentication = errors.New("authentication")
	// ErrPermissionDenied is 403: the API key is valid and may not do this.
	ErrPermissionDenied = errors.New("permission denied")
	// ErrNotFound is 404 and 410: there is no such thing, or not any more.
	ErrNotFound = errors.New("not found")
	// ErrConflict is 409: the state does not allow it.
	ErrConflict = errors.New("conflict")
	// ErrRateLimit is 429: ours (rate_limited) or the provider's (provider_rate_limited).
	ErrRateLimit = errors.New("rate limit")
	// ErrValidation is any other 4xx: the request is wrong.
	ErrValidation = errors.New("validation")
	// ErrReauthorizationRequired means: a person must connect the account again, at AuthURL.
	ErrReauthorizationRequired = errors.New("reauthorization required")
	// ErrProvider means: the provider failed or refused; ProviderError is what it said.
	ErrProvider = errors.New("provider")
	// ErrServer is 5xx, and answers that nobody can read.
	ErrServer = errors.New("server")
	// ErrConnection means: no answer came, perhaps not in time (TimedOut).
	ErrConnection = errors.New("connection")
	// ErrWaitTimeout means: WaitUntilActive waited long enough; Account is how it was last.
	ErrWaitTimeout = errors.New("wait timeout")
	// ErrUsage means: an argument cannot be right; nothing was sent.
	ErrUsage = errors.New("usage")
)

// FieldError is what is wrong with one field of a request.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// ProviderAnswer is what a provider said.
type ProviderAnswer struct {
	Provider         string `json:"provider"`
	Status           int    `json:"status"`
	Error            string `json:"error"`
	ErrorDescription string `json:"error_description"`
}

// Error is what went wrong. Code is stable: switch on it, or ask errors.Is.
type Error struct {
	// Kind is one of the Err… values.
	Kind          error
	Code          string
	Status        int
	Title         string
	Detail        string
	RequestID     string
	Errors        []FieldError
	ProviderError *ProviderAnswer
	// RetryAfter is nil where the answer does not say it.
	RetryAfter *time.Duration
	// AuthURL is where to send the person, as far as it is known.
	AuthURL string
	// LimitedUntil is RFC 3339.
	LimitedUntil string
	TimedOut     bool
	Account      *Account

	message string
	cause   error
}

// Error is for people.
func (e *Error) Error() string { return "agentauth: " + e.message }

// Is tells whether target is the error's Kind.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap gives the network's own error, where there is one.
func (e *Error) Unwrap() error { return e.cause }

func usage(format string, words ...any) error {
	return &Error{Kind: ErrUsage, message: fmt.Sprintf(format, words...)}
}

func kindOf(code string, status int) error {
	switch code {
	case "reauthorization_required":
		return ErrReauthorizationRequired
	case "provider_unavailable":
		return ErrProvider
	}
	switch {
	case status == 401:
		return ErrAuthentication
	case status == 403:
		return ErrPermissionDenied
	case status == 404 || status == 410:
		return ErrNotFound
	case status == 409:
		return ErrConflict
	case status == 429:
		return ErrRateLimit
	case status >= 400 && status < 500:
		return ErrValidation
	}
	return ErrServer
}

// errorOf makes the error that an answer is; members of odd types are as if they were not there.
func errorOf(status int, requestID string, body []byte, redacted func(string) string) *Error {
	var problem map[string]json.RawMessage
	if json.Unmarshal(body, &problem) != nil {
		problem = nil
	}
	text := func(name string) string {
		var value string
		if json.Unmarshal(problem[name], &value) != nil {
			return ""
		}
		return redacted(value)
	}
	e := &Error{
		Code: text("code"), Status: status, Title: text("title"), Detail: text("detail"), RequestID: text("request_id"),
		AuthURL: text("reauth_url"), LimitedUntil: text("limited_until"),
	}
	e.Kind = kindOf(e.Code, status)
	if e.RequestID == "" {
		e.RequestID = requestID
	}
	if json.Unmarshal(problem["errors"], &e.Errors) != nil {
		e.Errors = nil
	}
	for i, each := range e.Errors {
		e.Errors[i] = FieldError{redacted(each.Field), redacted(each.Message)}
	}
	var said *ProviderAnswer
	if json.Unmarshal(problem["provider_error"], &said) == nil && said != nil {
		said.Error, said.ErrorDescription = redacted(said.Error), redacted(said.ErrorDescription)
		e.ProviderError = said
	}
	e.message = describe(e)
	return e
}

func describe(e *Error) string {
	said := e.Detail
	if said == "" {
		said = e.Title
	}
	if said == "" {
		said = "The answer cannot be read."
	}
	if e.Code != "" {
		said = e.Code + ": " + said
	}
	if e.RequestID == "" {
		return fmt.Sprintf("%s (HTTP %d)", said, e.Status)
	}
	return fmt.Sprintf("%s (HTTP %d, request %s)", said, e.Status, e.RequestID)
}
