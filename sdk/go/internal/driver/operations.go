// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"time"

	agentauth "agentauth.io/sdk-go"
)

type (
	chosen    = []agentauth.CallOption
	operation func(ctx context.Context, client *agentauth.Client, args json.RawMessage, options chosen) (any, error)
)

// named are the arguments that are no field of what is sent.
type named struct {
	ID             string            `json:"id"`
	Force          bool              `json:"force"`
	Erase          bool              `json:"erase"`
	Shred          string            `json:"shred"`
	EnvironmentID  string            `json:"environment_id"`
	Take           int               `json:"take"`
	WaitSeconds    int               `json:"wait_seconds"`
	TimeoutSeconds int               `json:"timeout_seconds"`
	MinValidity    int               `json:"min_validity_seconds"`
	Metadata       map[string]any    `json:"metadata"`
	Fields         map[string]string `json:"fields"`
	From           string            `json:"from"`
	To             string            `json:"to"`
	Method         string            `json:"method"`
	Path           string            `json:"path"`
	Query          map[string]any    `json:"query"`
	Body           json.RawMessage   `json:"body"`
}

func read[T any](args json.RawMessage) T {
	var value T
	must(json.Unmarshal(args, &value))
	return value
}

// about is an operation on the thing of an id.
func about[T any](what func(*agentauth.Client, context.Context, named, chosen) (T, error)) operation {
	return func(ctx context.Context, client *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
		return what(client, ctx, read[named](args), options)
	}
}

// with is an operation with a body or a filter.
func with[A, T any](what func(*agentauth.Client, context.Context, A, chosen) (T, error)) operation {
	return func(ctx context.Context, client *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
		return what(client, ctx, read[A](args), options)
	}
}

// both is an operation on the thing of an id, with a body.
func both[A, T any](what func(*agentauth.Client, context.Context, string, A, chosen) (T, error)) operation {
	return func(ctx context.Context, client *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
		return what(client, ctx, read[named](args).ID, read[A](args), options)
	}
}

func collect[T any](ctx context.Context, it *agentauth.Iterator[T], most int) (any, error) {
	found := []T{}
	for len(found) != most && it.Next(ctx) {
		found = append(found, it.Value())
	}
	return found, it.Err()
}

type (
	client  = *agentauth.Client
	page    = agentauth.PageQuery
	filter  = agentauth.AccountFilter
	changes = agentauth.EnvironmentChanges
)

var operations = map[string]operation{
	"client.show": func(context.Context, *agentauth.Client, json.RawMessage, chosen) (any, error) { return nil, nil },
	"request": about(func(c client, ctx context.Context, a named, o chosen) (json.RawMessage, error) {
		return c.Request(ctx, a.Method, a.Path, a.Query, a.Body, o...)
	}),
	"providers.get": about(func(c client, ctx context.Context, a named, o chosen) (*agentauth.Provider, error) {
		return c.Providers.Get(ctx, a.ID, o...)
	}),
	"providers.list": with(func(c client, ctx context.Context, f agentauth.ProviderFilter, o chosen) (any, error) {
		return c.Providers.List(ctx, f, o...)
	}),
	"providers.iterate": with(func(c client, ctx context.Context, f agentauth.ProviderFilter, o chosen) (any, error) {
		return collect(ctx, c.Providers.All(f, o...), -1)
	}),
	"providers.create": with(func(c client, ctx context.Context, a agentauth.NewProvider, o chosen) (any, error) {
		return c.Providers.Create(ctx, a, o...)
	}),
	"providers.update": both(func(c client, ctx context.Context, id string, a agentauth.NewProvider, o chosen) (any, error) {
		return c.Providers.Update(ctx, id, a, o...)
	}),
	"providers.delete": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Providers.Delete(ctx, a.ID, o...)
	}),

	"connections.create": with(func(c client, ctx context.Context, a agentauth.NewConnection, o chosen) (any, error) {
		return c.Connections.Create(ctx, a, o...)
	}),
	"connections.get": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Connections.Get(ctx, a.ID, o...)
	}),
	"connections.list": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return c.Connections.List(ctx, q, o...)
	}),
	"connections.iterate": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return collect(ctx, c.Connections.All(q, o...), -1)
	}),
	"connections.update": both(func(c client, ctx context.Context, id string, a agentauth.ConnectionChanges, o chosen) (any, error) {
		return c.Connections.Update(ctx, id, a, o...)
	}),
	"connections.delete": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Connections.Delete(ctx, a.ID, a.Force, o...)
	}),

	"accounts.create": with(func(c client, ctx context.Context, a agentauth.NewAccount, o chosen) (any, error) {
		return c.Accounts.Create(ctx, a, o...)
	}),
	"accounts.get_or_create_connected_account": with(func(c client, ctx context.Context, a agentauth.NewAccount, o chosen) (any, error) {
		return c.Accounts.GetOrCreateConnectedAccount(ctx, a, o...)
	}),
	"accounts.get": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Get(ctx, a.ID, o...)
	}),
	"accounts.list": with(func(c client, ctx context.Context, f filter, o chosen) (any, error) {
		return c.Accounts.List(ctx, f, o...)
	}),
	"accounts.iterate": with(func(c client, ctx context.Context, f filter, o chosen) (any, error) {
		return collect(ctx, c.Accounts.All(f, o...), -1)
	}),
	"accounts.first":     first,
	"accounts.count_all": countAll,
	"accounts.update": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Update(ctx, a.ID, a.Metadata, o...)
	}),
	"accounts.delete": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Delete(ctx, a.ID, a.Erase, o...)
	}),
	"accounts.get_auth_url": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.AuthURL(ctx, a.ID, o...)
	}),
	"accounts.get_authorization_link": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.AuthorizationLink(ctx, a.ID, o...)
	}),
	"accounts.create_auth_url": both(func(c client, ctx context.Context, id string, a agentauth.AuthURLWishes, o chosen) (any, error) {
		return c.Accounts.CreateAuthURL(ctx, id, a, o...)
	}),
	"accounts.create_device_code": both(func(c client, ctx context.Context, id string, a agentauth.DeviceCodeWishes, o chosen) (any, error) {
		return c.Accounts.CreateDeviceCode(ctx, id, a, o...)
	}),
	"accounts.get_token": getToken,
	"accounts.refresh": both(func(c client, ctx context.Context, id string, a agentauth.RefreshWishes, o chosen) (any, error) {
		return c.Accounts.Refresh(ctx, id, a, o...)
	}),
	"accounts.set_credentials": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.SetCredentials(ctx, a.ID, a.Fields, o...)
	}),
	"accounts.import_tokens": both(func(c client, ctx context.Context, id string, a agentauth.TokenImport, o chosen) (any, error) {
		return c.Accounts.ImportTokens(ctx, id, a, o...)
	}),
	"accounts.check": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Check(ctx, a.ID, o...)
	}),
	"accounts.disconnect": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Disconnect(ctx, a.ID, o...)
	}),
	"accounts.pause": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Pause(ctx, a.ID, o...)
	}),
	"accounts.resume": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Resume(ctx, a.ID, o...)
	}),
	"accounts.get_policy": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.Policy(ctx, a.ID, o...)
	}),
	"accounts.set_policy": both(func(c client, ctx context.Context, id string, a agentauth.NewPolicy, o chosen) (any, error) {
		return c.Accounts.SetPolicy(ctx, id, a, o...)
	}),
	"accounts.remove_policy": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.RemovePolicy(ctx, a.ID, o...)
	}),
	"accounts.events": both(func(c client, ctx context.Context, id string, q page, o chosen) (any, error) {
		return c.Accounts.Events(ctx, id, q, o...)
	}),
	"accounts.iterate_events": both(func(c client, ctx context.Context, id string, q page, o chosen) (any, error) {
		return collect(ctx, c.Accounts.AllEvents(id, q, o...), -1)
	}),
	"accounts.wait_until_active": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Accounts.WaitUntilActive(ctx, a.ID, time.Duration(a.TimeoutSeconds)*time.Second, o...)
	}),
	"accounts.verify_connected_account_user": with(func(c client, ctx context.Context, a agentauth.Proof, o chosen) (any, error) {
		return c.Accounts.VerifyConnectedAccountUser(ctx, a, o...)
	}),
	"authorizations.verify": with(func(c client, ctx context.Context, a agentauth.Proof, o chosen) (any, error) {
		return c.Authorizations.Verify(ctx, a, o...)
	}),

	"events.list": listEvents,
	"events.iterate": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return collect(ctx, c.Events.All(q, o...), -1)
	}),
	"audit.list": with(func(c client, ctx context.Context, f agentauth.AuditFilter, o chosen) (any, error) {
		return c.Audit.List(ctx, f, o...)
	}),
	"audit.iterate": with(func(c client, ctx context.Context, q agentauth.AuditFilter, o chosen) (any, error) {
		return collect(ctx, c.Audit.All(q, o...), -1)
	}),
	"audit.export": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Audit.Export(ctx, a.From, a.To, o...)
	}),
	"audit.export_table": with(func(c client, ctx context.Context, f agentauth.AuditFilter, o chosen) (any, error) {
		return c.Audit.ExportTable(ctx, f, o...)
	}),
	"revocations.create": with(func(c client, ctx context.Context, a agentauth.RevocationOrder, o chosen) (any, error) {
		return c.Revocations.Create(ctx, a, o...)
	}),
	"revocations.get": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Revocations.Get(ctx, a.ID, o...)
	}),

	"environment.get": about(func(c client, ctx context.Context, _ named, o chosen) (any, error) {
		return c.Environment.Get(ctx, o...)
	}),
	"environment.update": with(func(c client, ctx context.Context, a changes, o chosen) (any, error) {
		return c.Environment.Update(ctx, a, o...)
	}),
	"environments.create": with(func(c client, ctx context.Context, a changes, o chosen) (any, error) {
		return c.Environments.Create(ctx, a, o...)
	}),
	"environments.get": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.Environments.Get(ctx, a.ID, o...)
	}),
	"environments.list": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return c.Environments.List(ctx, q, o...)
	}),
	"environments.iterate": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return collect(ctx, c.Environments.All(q, o...), -1)
	}),
	"environments.update": both(func(c client, ctx context.Context, id string, a changes, o chosen) (any, error) {
		delete(a, "id")
		return c.Environments.Update(ctx, id, a, o...)
	}),
	"environments.delete": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		if a.Shred != "" {
			return c.Environments.Shred(ctx, a.ID, a.Shred, o...)
		}
		return c.Environments.Delete(ctx, a.ID, o...)
	}),

	"managed_apps.register": both(func(c client, ctx context.Context, provider string, a agentauth.NewManagedApp, o chosen) (any, error) {
		return c.ManagedApps.Register(ctx, provider, a, o...)
	}),
	"managed_apps.get": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.ManagedApps.Get(ctx, a.ID, o...)
	}),
	"managed_apps.list": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return c.ManagedApps.List(ctx, q, o...)
	}),
	"managed_apps.iterate": with(func(c client, ctx context.Context, q page, o chosen) (any, error) {
		return collect(ctx, c.ManagedApps.All(q, o...), -1)
	}),
	"managed_apps.delete": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		return c.ManagedApps.Delete(ctx, a.ID, o...)
	}),

	"api_keys.create": with(func(c client, ctx context.Context, a agentauth.NewAPIKey, o chosen) (any, error) {
		return c.APIKeys.Create(ctx, a, o...)
	}),
	"api_keys.list": with(func(c client, ctx context.Context, q agentauth.APIKeyFilter, o chosen) (any, error) {
		return c.APIKeys.List(ctx, q, o...)
	}),
	"api_keys.iterate": with(func(c client, ctx context.Context, q agentauth.APIKeyFilter, o chosen) (any, error) {
		return collect(ctx, c.APIKeys.All(q, o...), -1)
	}),
	"api_keys.revoke": about(func(c client, ctx context.Context, a named, o chosen) (any, error) {
		if a.EnvironmentID != "" {
			return c.APIKeys.RevokeIn(ctx, a.EnvironmentID, a.ID, o...)
		}
		return c.APIKeys.Revoke(ctx, a.ID, o...)
	}),
}

func first(ctx context.Context, c *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
	return collect(ctx, c.Accounts.All(read[filter](args), options...), read[named](args).Take)
}

func countAll(ctx context.Context, c *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
	it := c.Accounts.All(read[filter](args), options...)
	var ids []string
	distinct := map[string]bool{}
	for it.Next(ctx) {
		ids = append(ids, it.Value().ID)
		distinct[it.Value().ID] = true
	}
	if it.Err() != nil {
		return nil, it.Err()
	}
	return map[string]any{"count": len(ids), "distinct": len(distinct), "first": ids[0], "last": ids[len(ids)-1]}, nil
}

func getToken(ctx context.Context, c *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
	wishes, more := read[agentauth.TokenWishes](args), read[named](args)
	wishes.MinValidity = time.Duration(more.MinValidity) * time.Second
	return c.Accounts.Token(ctx, more.ID, wishes, options...)
}

func listEvents(ctx context.Context, c *agentauth.Client, args json.RawMessage, options chosen) (any, error) {
	wait := time.Duration(read[named](args).WaitSeconds) * time.Second
	return c.Events.List(ctx, read[page](args), wait, options...)
}
