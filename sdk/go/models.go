// SPDX-License-Identifier: Apache-2.0

package agentauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const redactedText = "[redacted]"

// Secret prints, formats and marshals as [redacted]; Reveal gives the text.
type Secret string

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String is [redacted].
func (s Secret) String() string { return redactedText }

// Format is [redacted], whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, redactedText) }

// MarshalJSON is "[redacted]".
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(redactedText) }

// Scope is a scope of a provider.
type Scope struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// CredentialField is what a person enters. Public says whether it may be shown again; Pattern is the regular expression that the whole of it fits.
type CredentialField struct {
	Name    string  `json:"name"`
	Label   string  `json:"label"`
	Hint    *string `json:"hint"`
	Public  bool    `json:"public"`
	Pattern *string `json:"pattern"`
}

// ProviderAPI is how a provider's own API is called: the header that the token goes into, and how it stands there ({token}).
type ProviderAPI struct {
	BaseURL     *string           `json:"base_url"`
	TokenHeader string            `json:"token_header"`
	TokenFormat string            `json:"token_format"`
	Headers     map[string]string `json:"headers"`
}

// Provider is a third party that can be connected.
type Provider struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Logo is a picture, as a data URL.
	Logo string `json:"logo"`
	// VariantOf is the provider that this is another way to.
	VariantOf  *string  `json:"variant_of"`
	Category   string   `json:"category"`
	Categories []string `json:"categories"`
	AuthTypes  []string `json:"auth_types"`
	Available  bool     `json:"available"`
	// Why it cannot be connected.
	UnavailableReason *string  `json:"unavailable_reason"`
	Scopes            []Scope  `json:"scopes"`
	DefaultScopes     []string `json:"default_scopes"`
	RequiredScopes    []string `json:"required_scopes"`
	Slots             []string `json:"slots"`
	NeedsIssuer       bool     `json:"needs_issuer"`
	// Credentials are what a person enters where there is no consent to give.
	Credentials []CredentialField `json:"credentials"`
	RedirectURI string            `json:"redirect_uri"`
	API         *ProviderAPI      `json:"api"`
	// What to do at the provider before a connection is made, step by step.
	Setup []string `json:"setup"`
	Docs  *string  `json:"docs"`
	// Managed says whether the operator has an app there, Custom whether it is your own.
	Managed bool `json:"managed"`
	Custom  bool `json:"custom"`
	// Version and Definition are of your own; DryRun is there if it was asked for.
	Version    *int64         `json:"version"`
	Definition map[string]any `json:"definition"`
	DryRun     map[string]any `json:"dry_run"`
}

// NewProvider is a provider of your own, or a change of it: what Definition leaves out comes from Issuer's metadata. With DryRun nothing is stored, and
// the answer has what would be sent.
type NewProvider struct {
	Definition map[string]any `json:"definition,omitempty"`
	Issuer     string         `json:"issuer,omitempty"`
	DryRun     bool           `json:"dry_run,omitempty"`
}

// Credentials are those of your application at the provider: a secret, or a key where the client signs (PEM, a JWK, or a service account's JSON file, the
// whole text). They print without them.
type Credentials struct {
	ClientID     string `json:"client_id,omitempty"`
	ClientSecret string `json:"client_secret,omitempty"`
	PrivateKey   string `json:"private_key,omitempty"`
	// Certificate is of that key, in PEM, where the client shows it while it connects (RFC 8705).
	Certificate string `json:"certificate,omitempty"`
	KeyID       string `json:"key_id,omitempty"`
	Algorithm   string `json:"algorithm,omitempty"`
	// ClientSecretExpiresAt is when the provider takes the secret no more (RFC 7591): told of two weeks before. Alone, it is of the secret that is there.
	ClientSecretExpiresAt *time.Time `json:"client_secret_expires_at,omitempty"`
	// CertificateExpiresAt is answered, never sent: the certificate says it itself.
	CertificateExpiresAt *time.Time `json:"certificate_expires_at,omitempty"`
}

// Format leaves the secret out, whatever the verb.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "{%s %s}", c.ClientID, redactedText) }

// NewConnection is a connection to be made.
type NewConnection struct {
	Provider    string         `json:"provider"`
	AuthType    string         `json:"auth_type,omitempty"`
	Mode        string         `json:"mode,omitempty"`
	Name        string         `json:"name,omitempty"`
	Credentials *Credentials   `json:"credentials,omitempty"`
	Scopes      []string       `json:"scopes,omitempty"`
	Settings    map[string]any `json:"settings,omitempty"`
}

// ConnectionChanges are what changes; the rest stays as it is.
type ConnectionChanges struct {
	Name        string         `json:"name,omitempty"`
	Credentials *Credentials   `json:"credentials,omitempty"`
	Scopes      []string       `json:"scopes,omitempty"`
	Settings    map[string]any `json:"settings,omitempty"`
}

// Connection is your registration at a provider. RedirectURI is to be registered there; the secret is never answered. Where people enter what is
// needed there are neither Credentials nor RedirectURI, and where the client is the operator's (Mode is managed) no Credentials.
type Connection struct {
	ID           string         `json:"id"`
	Name         string         `json:"name"`
	Provider     string         `json:"provider"`
	AuthType     string         `json:"auth_type"`
	Mode         string         `json:"mode"`
	Credentials  *Credentials   `json:"credentials"`
	Scopes       []string       `json:"scopes"`
	Settings     map[string]any `json:"settings"`
	RedirectURI  *string        `json:"redirect_uri"`
	Status       string         `json:"status"`
	StatusReason *string        `json:"status_reason"`
	Version      int64          `json:"version"`
	CreatedAt    time.Time      `json:"created_at"`
	UpdatedAt    time.Time      `json:"updated_at"`
	DeletedAt    *time.Time     `json:"deleted_at"`
}

// NewAccount is an account to be made, or got. IdentifierType is user_id or org_id. Parameters say whom it is for where nobody consents: what the
// provider's page names, such as the person of a service account.
type NewAccount struct {
	ConnectionID   string            `json:"connection_id"`
	Identifier     string            `json:"identifier"`
	IdentifierType string            `json:"identifier_type"`
	Alias          string            `json:"alias,omitempty"`
	Metadata       map[string]any    `json:"metadata,omitempty"`
	Parameters     map[string]string `json:"parameters,omitempty"`
}

// ProviderAccount is whose account it is at the provider.
type ProviderAccount struct {
	ID    string  `json:"id"`
	Email *string `json:"email"`
	Name  *string `json:"name"`
}

// Site is one of the places that a consent is good for; ID is what calls of the provider's API name it by.
type Site struct {
	ID   string  `json:"id"`
	Name *string `json:"name"`
	URL  *string `json:"url"`
}

// Account is a connected account. Status: pending_auth, pending_verification, active, expired, revoked, disconnected, error, paused.
type Account struct {
	ID              string           `json:"id"`
	ConnectionID    string           `json:"connection_id"`
	Provider        string           `json:"provider"`
	Identifier      string           `json:"identifier"`
	IdentifierType  string           `json:"identifier_type"`
	Alias           string           `json:"alias"`
	Status          string           `json:"status"`
	StatusReason    *string          `json:"status_reason"`
	Health          string           `json:"health"`
	GrantedScopes   []string         `json:"granted_scopes"`
	MissingScopes   []string         `json:"missing_scopes"`
	ProviderAccount *ProviderAccount `json:"provider_account"`
	// APIBaseURL is where the provider's API is for this account, where that is known.
	APIBaseURL *string `json:"api_base_url"`
	// Facts are what the provider told of the account beside its token, by the names of the provider's page.
	Facts map[string]string `json:"facts"`
	// Sites are what the consent is good for, where the provider lists that.
	Sites          []Site         `json:"sites"`
	Metadata       map[string]any `json:"metadata"`
	TokenExpiresAt *time.Time     `json:"token_expires_at"`
	// ReconnectBy is when the grant ends, however often it is renewed, where such a day is known.
	ReconnectBy     *time.Time `json:"reconnect_by"`
	LastRefreshedAt *time.Time `json:"last_refreshed_at"`
	LastUsedAt      *time.Time `json:"last_used_at"`
	ReauthURL       *string    `json:"reauth_url"`
	CreatedAt       time.Time  `json:"created_at"`
	UpdatedAt       time.Time  `json:"updated_at"`
}

// AuthURLWishes are what a link shall be like.
type AuthURLWishes struct {
	RedirectURL   string   `json:"redirect_url,omitempty"`
	Scopes        []string `json:"scopes,omitempty"`
	LoginHint     string   `json:"login_hint,omitempty"`
	UserVerifyURL string   `json:"user_verify_url,omitempty"`
	State         string   `json:"state,omitempty"`
	// AllowOtherPerson lets the account become another person's at the provider.
	AllowOtherPerson bool `json:"allow_other_person,omitempty"`
}

// AuthURL is a link for a person, and until when it holds.
type AuthURL struct {
	URL       string    `json:"url"`
	ExpiresAt time.Time `json:"expires_at"`
}

// DeviceCodeWishes are what is asked for with a code.
type DeviceCodeWishes struct {
	Scopes []string `json:"scopes,omitempty"`
	// AllowOtherPerson lets the account become another person's at the provider.
	AllowOtherPerson bool `json:"allow_other_person,omitempty"`
}

// DeviceCode is what a person enters in whatever browser they have, and where.
type DeviceCode struct {
	UserCode        string `json:"user_code"`
	VerificationURI string `json:"verification_uri"`
	// VerificationURIComplete is the address with the code in it, for a QR code; nil where the provider makes none.
	VerificationURIComplete *string   `json:"verification_uri_complete"`
	ExpiresAt               time.Time `json:"expires_at"`
	// Interval is the seconds after which it makes sense to read the account again.
	Interval int64 `json:"interval"`
}

// TokenWishes are which token, and what for.
type TokenWishes struct {
	// MinValidity is how long it has to live at least.
	MinValidity time.Duration `json:"-"`
	Slot        string        `json:"slot,omitempty"`
	Reason      string        `json:"reason,omitempty"`
	ActingUser  string        `json:"acting_user,omitempty"`
}

// AccessToken is what was handed out: a token, or what a person entered (AuthType says how). It prints without the secrets.
type AccessToken struct {
	// AccessToken is empty where a person entered something.
	AccessToken Secret     `json:"access_token"`
	TokenType   string     `json:"token_type"`
	ExpiresAt   *time.Time `json:"expires_at"`
	Scopes      []string   `json:"scopes"`
	// APIBaseURL is where the provider's API is for this account, where that is known.
	APIBaseURL *string `json:"api_base_url"`
	// Facts are what the provider told of the account beside its token, by the names of the provider's page.
	Facts map[string]string `json:"facts"`
	// AuthType is how the person connected where it was not by consent.
	AuthType string `json:"auth_type"`
	// Headers, Query and Body are what every call of the provider's API has where a person entered something.
	Headers map[string]Secret `json:"headers"`
	Query   map[string]Secret `json:"query"`
	Body    map[string]Secret `json:"body"`
	// Fields are what the person entered, by the names of the provider's fields.
	Fields map[string]Secret `json:"fields"`
}

// RequestHeaders are the headers that every call of the provider's API has: those that it wants, or Authorization with the token (RFC 6750 section 2.1).
func (t *AccessToken) RequestHeaders() http.Header {
	headers := http.Header{}
	if t.AccessToken == "" {
		for name, value := range t.Headers {
			headers.Set(name, value.Reveal())
		}
		return headers
	}
	kind := t.TokenType
	if kind == "" {
		kind = "Bearer"
	}
	headers.Set("Authorization", kind+" "+t.AccessToken.Reveal())
	return headers
}

// Apply puts RequestHeaders and Query into a request to the provider's API. Body, where there is one, goes into the JSON that you send.
func (t *AccessToken) Apply(request *http.Request) {
	for name, values := range t.RequestHeaders() {
		request.Header[name] = values
	}
	if len(t.Query) == 0 {
		return
	}
	query := request.URL.Query()
	for name, value := range t.Query {
		query.Set(name, value.Reveal())
	}
	request.URL.RawQuery = query.Encode()
}

// TokenImport are tokens of a consent that was given elsewhere, to the same client. They print as nothing.
type TokenImport struct {
	AccessToken  string     `json:"access_token,omitempty"`
	RefreshToken string     `json:"refresh_token,omitempty"`
	ExpiresAt    *time.Time `json:"expires_at,omitempty"`
	// Scope are the scopes, separated by spaces.
	Scope string `json:"scope,omitempty"`
}

// Format leaves the tokens out, whatever the verb.
func (t TokenImport) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "{%s}", redactedText) }

// RefreshWishes are why a token is renewed (manual, rejected), and which.
type RefreshWishes struct {
	Reason string `json:"reason,omitempty"`
	Slot   string `json:"slot,omitempty"`
}

// Receipt is what became of one slot's grant at the provider: revoked, partly_revoked, unsupported, failed, pending, kept_shared.
type Receipt struct {
	Slot       string `json:"slot"`
	Generation *int64 `json:"generation"`
	Status     string `json:"status"`
}

// EndedAccount is the receipt of an account that was disconnected or deleted.
type EndedAccount struct {
	ID       string    `json:"id"`
	Status   string    `json:"status"`
	Receipts []Receipt `json:"receipts"`
}

// AccountPolicy is who may do what with an organisation's account. Without one (Restricted is false) nobody is asked for whom something is done.
type AccountPolicy struct {
	Restricted bool `json:"restricted"`
	// Use is who may have its tokens read, renewed and checked.
	Use []string `json:"use"`
	// Manage is who may have it paused, resumed, disconnected and deleted.
	Manage []string `json:"manage"`
}

// NewPolicy is a policy that shall be.
type NewPolicy struct {
	Use    []string `json:"use,omitempty"`
	Manage []string `json:"manage,omitempty"`
}

// Checked is whether the provider still holds the grant: yes, no, unknown.
type Checked struct {
	Held    string  `json:"held"`
	Reason  *string `json:"reason"`
	Account Account `json:"account"`
}

// Proof is who a person is that came back with a verify token.
type Proof struct {
	VerifyToken string `json:"verify_token"`
	Identifier  string `json:"identifier"`
	// IdentifierType is user_id unless it is set.
	IdentifierType string `json:"identifier_type,omitempty"`
}

// VerifiedAccount is an account whose person was confirmed; NextURL is where to send the browser on.
type VerifiedAccount struct {
	Account
	NextURL string `json:"next_url"`
}

// Event is something that happened.
type Event struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Time        time.Time      `json:"time"`
	Source      string         `json:"source"`
	Subject     string         `json:"subject"`
	Sequence    int64          `json:"sequence"`
	CausationID *string        `json:"causation_id"`
	Data        map[string]any `json:"data"`
}

// AuditEntry is an entry of the audit trail.
type AuditEntry struct {
	ID        string         `json:"id"`
	Time      time.Time      `json:"time"`
	Type      string         `json:"type"`
	Source    string         `json:"source"`
	AccountID *string        `json:"account_id"`
	Actor     *string        `json:"actor"`
	KeyID     *string        `json:"key_id"`
	Data      map[string]any `json:"data"`
}

// RevocationOrder is either All, or which accounts: all that is set must hold.
type RevocationOrder struct {
	All          bool   `json:"all,omitempty"`
	ConnectionID string `json:"connection_id,omitempty"`
	// ReadBy is the key that has read their tokens.
	ReadBy   string     `json:"read_by,omitempty"`
	ReadFrom *time.Time `json:"read_from,omitempty"`
	ReadTo   *time.Time `json:"read_to,omitempty"`
}

// Revocation is an order to revoke many accounts. Status: running, done. Revoked accounts give no token any more; of Pending ones the providers have not
// been told yet.
type Revocation struct {
	ID           string     `json:"id"`
	ConnectionID *string    `json:"connection_id"`
	ReadBy       *string    `json:"read_by"`
	ReadFrom     *time.Time `json:"read_from"`
	ReadTo       *time.Time `json:"read_to"`
	Status       string     `json:"status"`
	Revoked      int64      `json:"revoked"`
	Pending      int64      `json:"pending"`
	RequestedAt  time.Time  `json:"requested_at"`
	FinishedAt   *time.Time `json:"finished_at"`
}

// Environment is a tenant.
type Environment struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	LogoURL      *string    `json:"logo_url"`
	Kind         string     `json:"kind"`
	ReturnURLs   []string   `json:"return_urls"`
	VerifyURLs   []string   `json:"verify_urls"`
	Verification string     `json:"verification"`
	Version      int64      `json:"version"`
	CreatedAt    time.Time  `json:"created_at"`
	UpdatedAt    time.Time  `json:"updated_at"`
	DeletedAt    *time.Time `json:"deleted_at"`
}

// EnvironmentChanges are what changes, by the API's names: name, logo_url, kind, return_urls, verify_urls, verification.
type EnvironmentChanges map[string]any

// NewManagedApp is an operator's registration at a provider. In a change, what is not set stays as it is.
type NewManagedApp struct {
	Credentials *Credentials `json:"credentials,omitempty"`
	// Scopes are for connections that name none.
	Scopes       []string          `json:"scopes,omitempty"`
	Placeholders map[string]string `json:"placeholders,omitempty"`
}

// ManagedApp is an operator's registration at a provider: RedirectURI is to be registered there, Connections of all environments use it.
type ManagedApp struct {
	Provider     string            `json:"provider"`
	Credentials  Credentials       `json:"credentials"`
	Scopes       []string          `json:"scopes"`
	Placeholders map[string]string `json:"placeholders"`
	RedirectURI  string            `json:"redirect_uri"`
	Connections  int64             `json:"connections"`
	Version      int64             `json:"version"`
	CreatedAt    time.Time         `json:"created_at"`
	UpdatedAt    time.Time         `json:"updated_at"`
	DeletedAt    *time.Time        `json:"deleted_at"`
}

// NewAPIKey is an API key to be made, with the scopes of a role or with those it names. AllowedAddresses are addresses, or ranges in CIDR
// form. EnvironmentID is for the installation key only.
type NewAPIKey struct {
	Name             string     `json:"name"`
	Role             string     `json:"role,omitempty"`
	Scopes           []string   `json:"scopes,omitempty"`
	AllowedAddresses []string   `json:"allowed_addresses,omitempty"`
	ExpiresAt        *time.Time `json:"expires_at,omitempty"`
	EnvironmentID    string     `json:"environment_id,omitempty"`
}

// APIKey is an API key. Key is the secret: there once, in the answer that made it.
type APIKey struct {
	ID               string     `json:"id"`
	Key              *Secret    `json:"key"`
	Name             string     `json:"name"`
	Prefix           string     `json:"prefix"`
	Role             *string    `json:"role"`
	Scopes           []string   `json:"scopes"`
	AllowedAddresses []string   `json:"allowed_addresses"`
	ExpiresAt        *time.Time `json:"expires_at"`
	CreatedAt        time.Time  `json:"created_at"`
	RevokedAt        *time.Time `json:"revoked_at"`
}
