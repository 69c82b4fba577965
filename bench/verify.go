package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tabletap/console/pkg/tooltap"
)

const (
	verifyChunk = 200 // tokens that each side checks in its turn
	verifyGoal  = 1.2
)

// measureVerify is figure 10: a launch token checked offline by pkg/tooltap, against a check of its signature and a reading of its claims
// and nothing else. The two take turns on one goroutine.
func measureVerify(ctx context.Context, w *world) (_ []line, err error) {
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	token, err := w.launchToken(ctx, product.address)
	if err != nil {
		return nil, err
	}
	key, err := publishedKey(ctx, product.address)
	if err != nil {
		return nil, err
	}
	client, err := tooltap.New(tooltap.Config{
		BaseURL: "http://" + product.address, Issuer: "http://" + strings.Replace(product.address, "127.0.0.1", "localhost", 1), Tool: "pos",
	})
	if err != nil {
		return nil, err
	}
	var ours, limit []time.Duration
	for range w.opts.rounds * 5 {
		took, err := chunk(func() error { _, err := client.Verify(ctx, token); return err })
		if err != nil {
			return nil, err
		}
		plain, err := chunk(func() error { return checkPlainly(key, token) })
		if err != nil {
			return nil, err
		}
		ours, limit = append(ours, took), append(limit, plain)
	}
	list := ratios(ours, limit)
	return []line{{
		figure: "10 a launch token verified offline", ours: micros(median(ours)), limit: micros(median(limit)), ratio: spread(list),
		goal: "at most 1.20", verdict: verdict(median(list) <= verifyGoal),
	}}, nil
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}

// chunk is how long check takes, on average.
func chunk(check func() error) (time.Duration, error) {
	began := time.Now()
	for range verifyChunk {
		if err := check(); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / verifyChunk, nil
}

func checkPlainly(key ed25519.PublicKey, token string) error {
	at := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[at+1:])
	if err != nil || !ed25519.Verify(key, []byte(token[:at]), signature) {
		return errors.New("the signature does not fit")
	}
	_, payload, _ := strings.Cut(token[:at], ".")
	raw, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return fmt.Errorf("the claims: %w", err)
	}
	var claims struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
		Schema   string `json:"tenant_schema"`
	}
	return json.Unmarshal(raw, &claims)
}

// launchToken is one for the POS, made for the kitchen's owner.
func (w *world) launchToken(ctx context.Context, address string) (string, error) {
	tokens, err := w.tokens()
	if err != nil {
		return "", err
	}
	k, err := dial(ctx, address)
	if err != nil {
		return "", err
	}
	defer k.close()
	body, err := k.ask(request("POST", generatePath, tokens[0], fmt.Appendf(nil, `{"tool_id": %d}`, launchedTool)))
	if err != nil {
		return "", err
	}
	var made struct {
		Token string `json:"token"`
	}
	err = json.Unmarshal(body, &made)
	return made.Token, err
}

func publishedKey(ctx context.Context, address string) (ed25519.PublicKey, error) {
	k, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	defer k.close()
	body, err := k.ask(request("GET", "/.well-known/jwks.json", "", nil))
	if err != nil {
		return nil, err
	}
	var set struct {
		Keys []struct {
			X string `json:"x"`
		} `json:"keys"`
	}
	if err := json.Unmarshal(body, &set); err != nil || len(set.Keys) == 0 {
		return nil, fmt.Errorf("no key: %w", err)
	}
	return base64.RawURLEncoding.DecodeString(set.Keys[0].X)
}
