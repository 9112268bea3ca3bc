// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	poll       = time.Second
	pollMax    = 5 * time.Second
	pollGrowth = 1.5
)

type erase struct {
	Erase bool `json:"erase,omitempty"`
}

type metadataChange struct {
	Metadata map[string]any `json:"metadata"`
}

type enteredFields struct {
	Fields map[string]string `json:"fields"`
}

type tokenQuery struct {
	TokenWishes
	MinValidity string `json:"min_validity,omitempty"`
}

// Accounts are connected accounts: of a user or an organisation, at a provider.
type Accounts struct{ core *core }

// Create gives the account of that connection, identifier and alias; made if there is none.
func (r *Accounts) Create(ctx context.Context, account NewAccount, options ...CallOption) (*Account, error) {
	return one[Account](ctx, r.core, call{method: http.MethodPost, path: "/v1/accounts", body: account}, options)
}

// GetOrCreateConnectedAccount is Create.
func (r *Accounts) GetOrCreateConnectedAccount(ctx context.Context, account NewAccount, options ...CallOption) (*Account, error) {
	return r.Create(ctx, account, options...)
}

// Get reads an account; its token is renewed first if it has expired.
func (r *Accounts) Get(ctx context.Context, id string, options ...CallOption) (*Account, error) {
	return oneOf[Account](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/accounts/%s"}, options)
}

// List reads a page.
func (r *Accounts) List(ctx context.Context, filter AccountFilter, options ...CallOption) (*Page[Account], error) {
	return list[Account](ctx, r.core, "/v1/accounts", filter, options)
}

// All goes over every page.
func (r *Accounts) All(filter AccountFilter, options ...CallOption) *Iterator[Account] {
	return &Iterator[Account]{cursor: filter.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[Account], error) {
		filter.Cursor = cursor
		return r.List(ctx, filter, options...)
	}}
}

// Update changes members of the metadata; a nil removes one.
func (r *Accounts) Update(ctx context.Context, id string, metadata map[string]any, options ...CallOption) (*Account, error) {
	what := call{method: http.MethodPatch, path: "/v1/accounts/%s", body: metadataChange{metadata}}
	return oneOf[Account](ctx, r.core, id, what, options)
}

// Delete revokes at the provider, too; with andErase it also forgets who the person was.
func (r *Accounts) Delete(ctx context.Context, id string, andErase bool, options ...CallOption) (*EndedAccount, error) {
	what := call{method: http.MethodDelete, path: "/v1/accounts/%s", query: erase{andErase}}
	return oneOf[EndedAccount](ctx, r.core, id, what, options)
}

// AuthURL is the link for the person.
func (r *Accounts) AuthURL(ctx context.Context, id string, options ...CallOption) (string, error) {
	link, err := r.CreateAuthURL(ctx, id, AuthURLWishes{}, options...)
	if err != nil {
		return "", err
	}
	return link.URL, nil
}

// AuthorizationLink is AuthURL.
func (r *Accounts) AuthorizationLink(ctx context.Context, id string, options ...CallOption) (string, error) {
	return r.AuthURL(ctx, id, options...)
}

// CreateAuthURL is the link for the person, and until when it holds.
func (r *Accounts) CreateAuthURL(ctx context.Context, id string, wishes AuthURLWishes, options ...CallOption) (*AuthURL, error) {
	return oneOf[AuthURL](ctx, r.core, id, call{method: http.MethodPost, path: "/v1/accounts/%s/auth-url", body: wishes}, options)
}

// CreateDeviceCode is a code that the person enters in whatever browser they have, where the provider offers that. Another one ends it.
func (r *Accounts) CreateDeviceCode(ctx context.Context, id string, wishes DeviceCodeWishes, options ...CallOption) (*DeviceCode, error) {
	return oneOf[DeviceCode](ctx, r.core, id, call{method: http.MethodPost, path: "/v1/accounts/%s/device-code", body: wishes}, options)
}

// Token is a token that is valid now; where a person entered a key or a password, that, in the shape that the provider wants.
func (r *Accounts) Token(ctx context.Context, id string, wishes TokenWishes, options ...CallOption) (*AccessToken, error) {
	query := tokenQuery{TokenWishes: wishes}
	if wishes.MinValidity > 0 {
		query.MinValidity = wholeSeconds(wishes.MinValidity)
	}
	return oneOf[AccessToken](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/accounts/%s/token", query: query}, options)
}

// Refresh renews the token now.
func (r *Accounts) Refresh(ctx context.Context, id string, wishes RefreshWishes, options ...CallOption) (*Account, error) {
	return oneOf[Account](ctx, r.core, id, call{method: http.MethodPost, path: "/v1/accounts/%s/refresh", body: wishes}, options)
}

// SetCredentials brings what a person would enter, such as an API key: the fields of the provider, by name. They are tried there first.
func (r *Accounts) SetCredentials(ctx context.Context, id string, fields map[string]string, options ...CallOption) (*Account, error) {
	what := call{method: http.MethodPut, path: "/v1/accounts/%s/credentials", body: enteredFields{fields}}
	return oneOf[Account](ctx, r.core, id, what, options)
}

// ImportTokens brings tokens of a consent that was given elsewhere, to the same client. They are proved at the provider; from then on only Agent Auth has
// the current refresh token.
func (r *Accounts) ImportTokens(ctx context.Context, id string, tokens TokenImport, options ...CallOption) (*Account, error) {
	what := call{method: http.MethodPut, path: "/v1/accounts/%s/credentials", body: tokens}
	return oneOf[Account](ctx, r.core, id, what, options)
}

// Check asks the provider whether it still holds the grant.
func (r *Accounts) Check(ctx context.Context, id string, options ...CallOption) (*Checked, error) {
	return oneOf[Checked](ctx, r.core, id, action("check"), options)
}

// Disconnect revokes and keeps the record.
func (r *Accounts) Disconnect(ctx context.Context, id string, options ...CallOption) (*EndedAccount, error) {
	return oneOf[EndedAccount](ctx, r.core, id, action("disconnect"), options)
}

// Pause stops the use; the grant is kept.
func (r *Accounts) Pause(ctx context.Context, id string, options ...CallOption) (*Account, error) {
	return oneOf[Account](ctx, r.core, id, action("pause"), options)
}

// Resume ends a pause.
func (r *Accounts) Resume(ctx context.Context, id string, options ...CallOption) (*Account, error) {
	return oneOf[Account](ctx, r.core, id, action("resume"), options)
}

// Policy is which members of an organisation may use its account, and who may manage it.
func (r *Accounts) Policy(ctx context.Context, id string, options ...CallOption) (*AccountPolicy, error) {
	return oneOf[AccountPolicy](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/accounts/%s/policy"}, options)
}

// SetPolicy puts a policy in the place of what was there; it takes an admin key. "*" is every member who is named; who is on no list may not.
func (r *Accounts) SetPolicy(ctx context.Context, id string, policy NewPolicy, options ...CallOption) (*AccountPolicy, error) {
	what := call{method: http.MethodPut, path: "/v1/accounts/%s/policy", body: policy}
	return oneOf[AccountPolicy](ctx, r.core, id, what, options)
}

// RemovePolicy removes the policy: nobody is asked any more for whom something is done.
func (r *Accounts) RemovePolicy(ctx context.Context, id string, options ...CallOption) (*AccountPolicy, error) {
	return oneOf[AccountPolicy](ctx, r.core, id, call{method: http.MethodDelete, path: "/v1/accounts/%s/policy"}, options)
}

// Events is the timeline of one account, the oldest first.
func (r *Accounts) Events(ctx context.Context, id string, query PageQuery, options ...CallOption) (*Page[Event], error) {
	return oneOf[Page[Event]](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/accounts/%s/events", query: query}, options)
}

// AllEvents goes over the whole timeline, up to now.
func (r *Accounts) AllEvents(id string, query PageQuery, options ...CallOption) *Iterator[Event] {
	return &Iterator[Event]{cursor: query.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[Event], error) {
		query.Cursor = cursor
		return r.Events(ctx, id, query, options...)
	}}
}

// VerifyConnectedAccountUser is Authorizations.Verify.
func (r *Accounts) VerifyConnectedAccountUser(ctx context.Context, proof Proof, options ...CallOption) (*VerifiedAccount, error) {
	return (&Authorizations{r.core}).Verify(ctx, proof, options...)
}

// WaitUntilActive asks until the account is active; ErrWaitTimeout after timeout.
func (r *Accounts) WaitUntilActive(ctx context.Context, id string, timeout time.Duration, options ...CallOption) (*Account, error) {
	end := r.core.clock.Now().Add(timeout)
	for pause := poll; ; pause = shorter(pollMax, time.Duration(float64(pause)*pollGrowth)) {
		account, err := r.Get(ctx, id, options...)
		if err != nil {
			return nil, err
		}
		if account.Status == "active" {
			return account, nil
		}
		left := end.Sub(r.core.clock.Now())
		if left <= 0 {
			text := fmt.Sprintf("the account is %s, not active, after %s", account.Status, timeout)
			return nil, &Error{Kind: ErrWaitTimeout, Account: account, message: text}
		}
		if r.core.clock.Sleep(ctx, shorter(pause, left)) != nil {
			return nil, cancelled(ctx)
		}
	}
}

func action(name string) call {
	return call{method: http.MethodPost, path: "/v1/accounts/%s/" + name}
}

func shorter(one, other time.Duration) time.Duration {
	if one < other {
		return one
	}
	return other
}

func wholeSeconds(span time.Duration) string {
	return fmt.Sprintf("%ds", (span+time.Second-1)/time.Second)
}
