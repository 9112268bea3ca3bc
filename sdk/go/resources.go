// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

type force struct {
	Force bool `json:"force,omitempty"`
}

type shred struct {
	Shred string `json:"shred"`
}

type ofEnvironment struct {
	EnvironmentID string `json:"environment_id,omitempty"`
}

func one[T any](ctx context.Context, c *core, what call, options []CallOption) (*T, error) {
	var answer T
	if err := c.send(ctx, what, &answer, options); err != nil {
		return nil, err
	}
	return &answer, nil
}

// oneOf is one about the thing of that id, which goes where the path has %s.
func oneOf[T any](ctx context.Context, c *core, id string, what call, options []CallOption) (*T, error) {
	if err := checkedID(id); err != nil {
		return nil, err
	}
	what.path = fmt.Sprintf(what.path, id)
	return one[T](ctx, c, what, options)
}

func list[T any](ctx context.Context, c *core, path string, query any, options []CallOption) (*Page[T], error) {
	return one[Page[T]](ctx, c, call{method: http.MethodGet, path: path, query: query}, options)
}

// all goes over every page from query on.
func all[T any](c *core, path string, query PageQuery, options []CallOption) *Iterator[T] {
	return &Iterator[T]{cursor: query.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[T], error) {
		query.Cursor = cursor
		return list[T](ctx, c, path, query, options)
	}}
}

// Providers is the catalogue.
type Providers struct{ core *core }

// Get reads a provider.
func (r *Providers) Get(ctx context.Context, id string, options ...CallOption) (*Provider, error) {
	return oneOf[Provider](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/providers/%s"}, options)
}

// List reads a page of all of them, or of those that the filter finds.
func (r *Providers) List(ctx context.Context, filter ProviderFilter, options ...CallOption) (*Page[Provider], error) {
	return list[Provider](ctx, r.core, "/v1/providers", filter, options)
}

// All goes over every page.
func (r *Providers) All(filter ProviderFilter, options ...CallOption) *Iterator[Provider] {
	return &Iterator[Provider]{cursor: filter.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[Provider], error) {
		filter.Cursor = cursor
		return r.List(ctx, filter, options...)
	}}
}

// Create makes a provider of your own.
func (r *Providers) Create(ctx context.Context, provider NewProvider, options ...CallOption) (*Provider, error) {
	return one[Provider](ctx, r.core, call{method: http.MethodPost, path: "/v1/providers", body: provider}, options)
}

// Update changes one of your own: what is missing stays, and what is nil in the definition goes.
func (r *Providers) Update(ctx context.Context, id string, changes NewProvider, options ...CallOption) (*Provider, error) {
	return oneOf[Provider](ctx, r.core, id, call{method: http.MethodPatch, path: "/v1/providers/%s", body: changes}, options)
}

// Delete deletes one of your own that has no connections.
func (r *Providers) Delete(ctx context.Context, id string, options ...CallOption) (*Provider, error) {
	return oneOf[Provider](ctx, r.core, id, call{method: http.MethodDelete, path: "/v1/providers/%s"}, options)
}

// Connections are registrations of your application at providers.
type Connections struct{ core *core }

// Create makes a connection; the secret is sealed and never shown again.
func (r *Connections) Create(ctx context.Context, connection NewConnection, options ...CallOption) (*Connection, error) {
	return one[Connection](ctx, r.core, call{method: http.MethodPost, path: "/v1/connections", body: connection}, options)
}

// Get reads a connection.
func (r *Connections) Get(ctx context.Context, id string, options ...CallOption) (*Connection, error) {
	return oneOf[Connection](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/connections/%s"}, options)
}

// List reads a page.
func (r *Connections) List(ctx context.Context, query PageQuery, options ...CallOption) (*Page[Connection], error) {
	return list[Connection](ctx, r.core, "/v1/connections", query, options)
}

// All goes over every page.
func (r *Connections) All(query PageQuery, options ...CallOption) *Iterator[Connection] {
	return all[Connection](r.core, "/v1/connections", query, options)
}

// Update changes what is set.
func (r *Connections) Update(ctx context.Context, id string, changes ConnectionChanges, options ...CallOption) (*Connection, error) {
	return oneOf[Connection](ctx, r.core, id, call{method: http.MethodPatch, path: "/v1/connections/%s", body: changes}, options)
}

// Delete deletes a connection; one that has accounts only with withAccounts.
func (r *Connections) Delete(ctx context.Context, id string, withAccounts bool, options ...CallOption) (*Connection, error) {
	what := call{method: http.MethodDelete, path: "/v1/connections/%s", query: force{withAccounts}}
	return oneOf[Connection](ctx, r.core, id, what, options)
}

// Authorizations are attempts of people to connect an account.
type Authorizations struct{ core *core }

// Verify confirms, from your back end, who the person is that came back with a verify token.
func (r *Authorizations) Verify(ctx context.Context, proof Proof, options ...CallOption) (*VerifiedAccount, error) {
	return one[VerifiedAccount](ctx, r.core, call{method: http.MethodPost, path: "/v1/authorizations/verify", body: proof}, options)
}

type eventQuery struct {
	PageQuery
	Wait string `json:"wait,omitempty"`
}

// Events are what happened in the environment, the oldest first.
type Events struct{ core *core }

// List reads a page; with wait, not before something happened.
func (r *Events) List(ctx context.Context, query PageQuery, wait time.Duration, options ...CallOption) (*Page[Event], error) {
	asked := eventQuery{PageQuery: query}
	if wait > 0 {
		asked.Wait = wholeSeconds(wait)
		options = append(options, withExtraTime(wait))
	}
	return list[Event](ctx, r.core, "/v1/events", asked, options)
}

// All goes over everything up to now.
func (r *Events) All(query PageQuery, options ...CallOption) *Iterator[Event] {
	return &Iterator[Event]{cursor: query.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[Event], error) {
		query.Cursor = cursor
		return r.List(ctx, query, 0, options...)
	}}
}

// Audit is the audit trail, the newest first.
type Audit struct{ core *core }

// List reads a page.
func (r *Audit) List(ctx context.Context, filter AuditFilter, options ...CallOption) (*Page[AuditEntry], error) {
	return list[AuditEntry](ctx, r.core, "/v1/audit", filter, options)
}

// All goes over every page.
func (r *Audit) All(filter AuditFilter, options ...CallOption) *Iterator[AuditEntry] {
	return &Iterator[AuditEntry]{cursor: filter.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[AuditEntry], error) {
		filter.Cursor = cursor
		return r.List(ctx, filter, options...)
	}}
}

type exportQuery struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Export is the trail with its signed chain as JSON Lines, the oldest first, from and to a time of RFC 3339 (or ""). All of it, as one text.
func (r *Audit) Export(ctx context.Context, from, to string, options ...CallOption) (string, error) {
	return text(ctx, r.core, call{method: http.MethodGet, path: "/v1/audit/export", query: exportQuery{from, to}}, "text/plain", options)
}

// ExportTable is the trail as comma-separated values, the newest first. All of it, as one text: Limit and Cursor mean nothing.
func (r *Audit) ExportTable(ctx context.Context, filter AuditFilter, options ...CallOption) (string, error) {
	return text(ctx, r.core, call{method: http.MethodGet, path: "/v1/audit/export.csv", query: filter}, "text/csv", options)
}

func text(ctx context.Context, c *core, what call, mediaType string, options []CallOption) (string, error) {
	var answer string
	err := c.send(ctx, what, &answer, append(options[:len(options):len(options)], withMediaType(mediaType)))
	return answer, err
}

// Revocations are break-glass: many accounts at once, after a leak. The key needs admin.
type Revocations struct{ core *core }

// Create orders it. It goes on by itself; Get says how far it is.
func (r *Revocations) Create(ctx context.Context, order RevocationOrder, options ...CallOption) (*Revocation, error) {
	return one[Revocation](ctx, r.core, call{method: http.MethodPost, path: "/v1/revocations", body: order}, options)
}

// Get says how far it is.
func (r *Revocations) Get(ctx context.Context, id string, options ...CallOption) (*Revocation, error) {
	return oneOf[Revocation](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/revocations/%s"}, options)
}

// OwnEnvironment is your own environment.
type OwnEnvironment struct{ core *core }

// Get reads it.
func (r *OwnEnvironment) Get(ctx context.Context, options ...CallOption) (*Environment, error) {
	return one[Environment](ctx, r.core, call{method: http.MethodGet, path: "/v1/environment"}, options)
}

// Update changes what is set.
func (r *OwnEnvironment) Update(ctx context.Context, changes EnvironmentChanges, options ...CallOption) (*Environment, error) {
	return one[Environment](ctx, r.core, call{method: http.MethodPatch, path: "/v1/environment", body: changes}, options)
}

// Environments are all environments; with the installation key only.
type Environments struct{ core *core }

// Create makes an environment; it has a name at least.
func (r *Environments) Create(ctx context.Context, environment EnvironmentChanges, options ...CallOption) (*Environment, error) {
	return one[Environment](ctx, r.core, call{method: http.MethodPost, path: "/v1/environments", body: environment}, options)
}

// Get reads an environment.
func (r *Environments) Get(ctx context.Context, id string, options ...CallOption) (*Environment, error) {
	return oneOf[Environment](ctx, r.core, id, call{method: http.MethodGet, path: "/v1/environments/%s"}, options)
}

// List reads a page.
func (r *Environments) List(ctx context.Context, query PageQuery, options ...CallOption) (*Page[Environment], error) {
	return list[Environment](ctx, r.core, "/v1/environments", query, options)
}

// All goes over every page.
func (r *Environments) All(query PageQuery, options ...CallOption) *Iterator[Environment] {
	return all[Environment](r.core, "/v1/environments", query, options)
}

// Update changes what is set.
func (r *Environments) Update(ctx context.Context, id string, changes EnvironmentChanges, options ...CallOption) (*Environment, error) {
	return oneOf[Environment](ctx, r.core, id, call{method: http.MethodPatch, path: "/v1/environments/%s", body: changes}, options)
}

// Delete deletes an environment and everything in it.
func (r *Environments) Delete(ctx context.Context, id string, options ...CallOption) (*Environment, error) {
	return oneOf[Environment](ctx, r.core, id, call{method: http.MethodDelete, path: "/v1/environments/%s"}, options)
}

// Shred destroys the key of an environment that was deleted, which has that name: nothing that was sealed for it opens again.
func (r *Environments) Shred(ctx context.Context, id, name string, options ...CallOption) (*Environment, error) {
	what := call{method: http.MethodDelete, path: "/v1/environments/%s", query: shred{name}}
	return oneOf[Environment](ctx, r.core, id, what, options)
}

// ManagedApps are the operator's registrations at providers, which connections use with the mode managed; with the installation key only.
type ManagedApps struct{ core *core }

// Register registers an app at a provider, or changes what is there.
func (r *ManagedApps) Register(ctx context.Context, provider string, app NewManagedApp, options ...CallOption) (*ManagedApp, error) {
	return oneOf[ManagedApp](ctx, r.core, provider, call{method: http.MethodPut, path: "/v1/managed-apps/%s", body: app}, options)
}

// Get reads one.
func (r *ManagedApps) Get(ctx context.Context, provider string, options ...CallOption) (*ManagedApp, error) {
	return oneOf[ManagedApp](ctx, r.core, provider, call{method: http.MethodGet, path: "/v1/managed-apps/%s"}, options)
}

// List reads a page.
func (r *ManagedApps) List(ctx context.Context, query PageQuery, options ...CallOption) (*Page[ManagedApp], error) {
	return list[ManagedApp](ctx, r.core, "/v1/managed-apps", query, options)
}

// All goes over every page.
func (r *ManagedApps) All(query PageQuery, options ...CallOption) *Iterator[ManagedApp] {
	return all[ManagedApp](r.core, "/v1/managed-apps", query, options)
}

// Delete takes one away that no connection uses.
func (r *ManagedApps) Delete(ctx context.Context, provider string, options ...CallOption) (*ManagedApp, error) {
	return oneOf[ManagedApp](ctx, r.core, provider, call{method: http.MethodDelete, path: "/v1/managed-apps/%s"}, options)
}

// APIKeys are the API keys of an environment.
type APIKeys struct{ core *core }

// Create makes a key; its secret is in the answer, this once.
func (r *APIKeys) Create(ctx context.Context, key NewAPIKey, options ...CallOption) (*APIKey, error) {
	return one[APIKey](ctx, r.core, call{method: http.MethodPost, path: "/v1/api-keys", body: key}, options)
}

// List reads a page.
func (r *APIKeys) List(ctx context.Context, filter APIKeyFilter, options ...CallOption) (*Page[APIKey], error) {
	return list[APIKey](ctx, r.core, "/v1/api-keys", filter, options)
}

// All goes over every page.
func (r *APIKeys) All(filter APIKeyFilter, options ...CallOption) *Iterator[APIKey] {
	return &Iterator[APIKey]{cursor: filter.Cursor, fetch: func(ctx context.Context, cursor string) (*Page[APIKey], error) {
		filter.Cursor = cursor
		return r.List(ctx, filter, options...)
	}}
}

// Revoke ends a key for good.
func (r *APIKeys) Revoke(ctx context.Context, id string, options ...CallOption) (*APIKey, error) {
	return r.RevokeIn(ctx, "", id, options...)
}

// RevokeIn ends a key of that environment; with the installation key only.
func (r *APIKeys) RevokeIn(ctx context.Context, environmentID, id string, options ...CallOption) (*APIKey, error) {
	what := call{method: http.MethodDelete, path: "/v1/api-keys/%s", query: ofEnvironment{environmentID}}
	return oneOf[APIKey](ctx, r.core, id, what, options)
}
