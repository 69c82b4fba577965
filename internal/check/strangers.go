package check

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// behindTheDoor are the endpoints that a stranger tries.
var behindTheDoor = []string{
	profilePath, tenantPath, tenantsPath, rolesPath, membersPath, mePath, toolsPath, accessPath,
}

const adviceDoor = "do not serve the public with this: the endpoint must refuse whoever is not signed in; " + adviceContract

// refused fails unless the answer is the 401 of somebody who is not signed in.
func (a *answer) refused() error {
	if a.status < http.StatusBadRequest {
		return a.fail(adviceDoor, "expected 401, got %d", a.status)
	}
	if err := a.problem(http.StatusUnauthorized); err != nil {
		return a.fail(adviceContract, "expected 401 with detail and code, got %d: %s", a.status, a.reason())
	}
	if got := a.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
		return a.fail(adviceProxy, "answered 401 with WWW-Authenticate %q, expected Bearer", got)
	}
	return nil
}

func (r *run) noToken(ctx context.Context) (string, error) {
	for _, path := range behindTheDoor {
		a, err := r.ask(ctx, http.MethodGet, path, nil, nil)
		if err != nil {
			return "", err
		}
		if err := a.refused(); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("401 with WWW-Authenticate: Bearer on %d endpoints", len(behindTheDoor)), nil
}

func (r *run) forged(ctx context.Context) (string, error) {
	forgeries := r.forgeries()
	for _, name := range slices.Sorted(maps.Keys(forgeries)) {
		a, err := r.http.do(ctx, request{method: http.MethodGet, url: r.base + profilePath, token: forgeries[name]})
		if err != nil {
			return "", err
		}
		if err := a.refused(); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	return fmt.Sprintf("401 for %d kinds of forged token", len(forgeries)), nil
}

// forgeries are session tokens that nobody signed, by what is wrong with them.
func (r *run) forgeries() map[string]string {
	now := r.cfg.Clock.Now().Unix()
	claims := fmt.Sprintf(`{"iss":%q,"sub":"user_forged","sid":"sess_forged","iat":%d,"nbf":%d,"exp":%d}`,
		r.cfg.Clerk.Issuer, now, now-5, now+60)
	return map[string]string{
		"no token at all": "not-a-token",
		"alg none":        encodeJWT(`{"alg":"none","typ":"JWT"}`, claims, ""),
		"unknown key":     encodeJWT(`{"alg":"RS256","typ":"JWT","kid":"forged"}`, claims, strings.Repeat("x", 256)),
		"HS256":           encodeJWT(`{"alg":"HS256","typ":"JWT"}`, claims, strings.Repeat("x", 32)),
	}
}

func encodeJWT(header, claims, signature string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(header)) + "." + part([]byte(claims)) + "." + part([]byte(signature))
}

// unsignedWebhook must not be believed: whoever is could make restaurants at will.
func (r *run) unsignedWebhook(ctx context.Context) (string, error) {
	event := map[string]any{"type": "user.created", "object": "event", "data": map[string]any{"id": "user_forged"}}
	signed := map[string]string{
		"Svix-Id": "msg_forged", "Svix-Timestamp": strconv.FormatInt(r.cfg.Clock.Now().Unix(), 10),
		"Svix-Signature": "v1," + base64.StdEncoding.EncodeToString(make([]byte, 32)),
	}
	for _, header := range []map[string]string{nil, signed} {
		a, err := r.ask(ctx, http.MethodPost, webhookPath, event, header)
		if err != nil {
			return "", err
		}
		if a.status != http.StatusBadRequest && a.status != http.StatusUnauthorized {
			return "", a.fail("set CLERK_WEBHOOK_SECRET to the secret of Clerk's webhook, and look into the server's log",
				"expected 400 or 401 without a good signature, got %d: %s", a.status, a.reason())
		}
	}
	return "refused without a signature, and with a forged one", nil
}
