package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tabletap/console/internal/postgres/tenantdb"
)

const (
	generatePath = "/api/tools/sso/generate/"
	verifyPath   = "/api/tools/sso/verify/"
	launchedTool = 1
	launchLife   = time.Minute
)

// measureSSO is figure 4: a launch token made and redeemed, one after the other. The limit has no HTTP, no session and no
// signature: only the product's INSERT and UPDATE, prepared, on connections that stay in the restaurant's schema.
func measureSSO(ctx context.Context, w *world) (_ []line, err error) {
	product, err := w.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, product.stop(ctx)) }()
	m, err := compete(ctx, &w.opts, w.launchers(product.address), w.bareLaunchers())
	if err != nil {
		return nil, err
	}
	return m.lines("4 SSO generate + verify", "a pair", w.opts.connections), nil
}

// launchers do it as a member's browser and then a tool's backend would.
func (w *world) launchers(address string) side {
	return func(ctx context.Context) ([]worker, func(), error) {
		tokens, err := w.tokens()
		if err != nil {
			return nil, nil, err
		}
		return dialAll(ctx, address, w.opts.connections, func(i int, k *keepAlive) worker {
			generate := request("POST", generatePath, tokens[i%len(tokens)], fmt.Appendf(nil, `{"tool_id": %d}`, launchedTool))
			return func(context.Context) error { return launch(k, generate) }
		})
	}
}

func launch(k *keepAlive, generate []byte) error {
	body, err := k.ask(generate)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	var made struct {
		Token string `json:"token"`
	}
	if err := json.Unmarshal(body, &made); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	_, err = k.ask(request("POST", verifyPath, "", fmt.Appendf(nil, `{"token": %q}`, made.Token)))
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

func (w *world) bareLaunchers() side {
	return func(ctx context.Context) ([]worker, func(), error) {
		return w.connectAll(ctx, w.opts.connections, w.kitchen.schema, func(i int, conn *pgx.Conn) worker {
			return bareLauncher(conn, w.kitchen.members[i%len(w.kitchen.members)])
		})
	}
}

func bareLauncher(conn *pgx.Conn, member memberRow) worker {
	queries := tenantdb.New()
	return func(ctx context.Context) error {
		hash := make([]byte, 32)
		_, _ = rand.Read(hash)
		now := time.Now()
		issued, err := queries.IssueToken(ctx, conn, tenantdb.IssueTokenParams{
			JTIHash: hash, CreatedAt: now, ExpiresAt: now.Add(launchLife), MemberID: member.ID, ToolID: launchedTool,
		})
		if err != nil || issued != 1 {
			return fmt.Errorf("issued %d: %w", issued, err)
		}
		_, err = queries.RedeemToken(ctx, conn, tenantdb.RedeemTokenParams{
			Now: time.Now(), JTIHash: hash, MemberID: member.ID, ToolID: launchedTool, UserID: member.UserID,
		})
		return err
	}
}

// connectTo opens a connection that stays in one restaurant's schema, or in none when that is "".
func (w *world) connectTo(ctx context.Context, schema string) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(w.url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if schema != "" {
		cfg.RuntimeParams["search_path"] = schema
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return conn, nil
}
