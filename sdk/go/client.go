// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"
)

const (
	timeoutDefault = 30 * time.Second
	retriesDefault = 2
)

var keyPattern = regexp.MustCompile(`^[\x21-\x7e]+$`)

// Clock is the time of a client. Tests give one that they move themselves.
type Clock interface {
	Now() time.Time
	// Sleep ends early, with the context's error, when the context ends.
	Sleep(ctx context.Context, pause time.Duration) error
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Options are what a client is made of; the zero value takes everything from AGENT_AUTH_URL and AGENT_AUTH_API_KEY.
type Options struct {
	APIKey  string
	BaseURL string
	// Timeout is of one attempt; 30 s if it is 0.
	Timeout time.Duration
	// MaxRetries is 2 if it is 0; a negative number switches retries off.
	MaxRetries int
	// HTTPClient is the one to use; redirects are never followed.
	HTTPClient *http.Client
	Clock      Clock
}

// Format shows no key, whatever the verb.
func (o Options) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "agentauth.Options{%s}", o.BaseURL) }

// Client is Agent Auth, for a back end: it holds an API key.
type Client struct {
	core *core

	Providers      *Providers
	Connections    *Connections
	Accounts       *Accounts
	Authorizations *Authorizations
	Events         *Events
	Audit          *Audit
	Revocations    *Revocations
	Environment    *OwnEnvironment
	Environments   *Environments
	ManagedApps    *ManagedApps
	APIKeys        *APIKeys
}

// Format shows no key, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "agentauth.Client{%s}", c.core.baseURL) }

// New makes a client; ErrUsage if the key or the URL cannot be right.
func New(options Options) (*Client, error) {
	if options.APIKey == "" {
		options.APIKey = os.Getenv("AGENT_AUTH_API_KEY")
	}
	if options.BaseURL == "" {
		options.BaseURL = os.Getenv("AGENT_AUTH_URL")
	}
	if !keyPattern.MatchString(options.APIKey) {
		return nil, usage("the API key is missing, or has characters that no API key has")
	}
	base, err := url.Parse(options.BaseURL)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" || base.User != nil ||
		base.RawQuery != "" || base.Fragment != "" {
		return nil, usage("the base URL is an http or https URL without user, query and fragment")
	}
	shared := &core{
		apiKey: options.APIKey, baseURL: strings.TrimRight(options.BaseURL, "/"), timeout: options.Timeout,
		maxRetries: options.MaxRetries, http: withoutRedirects(options.HTTPClient), clock: options.Clock,
	}
	if shared.timeout == 0 {
		shared.timeout = timeoutDefault
	}
	if shared.maxRetries == 0 {
		shared.maxRetries = retriesDefault
	}
	if shared.clock == nil {
		shared.clock = systemClock{}
	}
	return &Client{
		core: shared, Providers: &Providers{shared}, Connections: &Connections{shared}, Accounts: &Accounts{shared},
		Authorizations: &Authorizations{shared}, Events: &Events{shared}, Audit: &Audit{shared}, Revocations: &Revocations{shared}, Environment: &OwnEnvironment{shared},
		Environments: &Environments{shared}, ManagedApps: &ManagedApps{shared}, APIKeys: &APIKeys{shared},
	}, nil
}

// Request is any call of the API, with the same key, limits, retries and errors: for what has no method here.
func (c *Client) Request(ctx context.Context, method, path string, query, body any, options ...CallOption) (json.RawMessage, error) {
	var answer json.RawMessage
	err := c.core.send(ctx, call{method, path, query, body}, &answer, options)
	return answer, err
}

func withoutRedirects(given *http.Client) *http.Client {
	own := http.Client{}
	if given != nil {
		own = *given
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
