package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tabletap/console/internal/postgres/tenantdb"
)

// bareServer is the limit of figure 3: plain net/http and plain pgx, in a process of its own as the product is. Its connections
// stay in one restaurant's schema, so its statement is prepared once; nobody is asked who they are.
type bareServer struct {
	Listen      string `json:"listen"`
	Database    string `json:"database"`
	Schema      string `json:"schema"`
	Connections int    `json:"connections"`
	Body        []byte `json:"body"` // what the product answers, byte for byte
}

const membersPage = 20

func (b *bareServer) run(ctx context.Context) error {
	pool, err := openPool(ctx, b.Database, b.Connections, map[string]string{"search_path": b.Schema, "timezone": "UTC"})
	if err != nil {
		return err
	}
	defer pool.Close()
	mux := http.NewServeMux()
	mux.Handle("GET "+membersPath, b.members(pool))
	return serveMux(ctx, b.Listen, mux)
}

func (b *bareServer) members(pool *pgxpool.Pool) http.Handler {
	queries := tenantdb.New()
	length := strconv.Itoa(len(b.Body))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := queries.ListMembers(r.Context(), pool, 0, membersPage)
		if err != nil || len(rows) != kitchenMembers {
			http.Error(w, fmt.Sprint(len(rows), err), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", length)
		_, _ = w.Write(b.Body)
	})
}

// openPool is a pool as plain programs have one.
func openPool(ctx context.Context, url string, connections int, settings map[string]string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	cfg.MaxConns = int32(connections)
	maps.Copy(cfg.ConnConfig.RuntimeParams, settings)
	return pgxpool.NewWithConfig(ctx, cfg)
}

// serveMux serves until ctx ends.
func serveMux(ctx context.Context, address string, mux *http.ServeMux) error {
	srv := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// The roles that this program plays as a child of itself.
const (
	roleEnv     = "BENCH_ROLE"
	roleBare    = "bare"
	roleBareAPI = "bare-api"
	roleProfile = "profile"
	roleIntake  = "bare-intake"
	roleEvents  = "bare-events"
	roleSpecEnv = "BENCH_SPEC" // JSON
)

func playRole(ctx context.Context, role string) error {
	if role == roleProfile {
		return serveProfiled(ctx, os.Getenv(roleSpecEnv))
	}
	server := map[string]interface{ run(context.Context) error }{
		roleBare: &bareServer{}, roleBareAPI: &bareAPI{}, roleIntake: &bareIntake{}, roleEvents: &bareEvents{},
	}[role]
	if server == nil {
		return fmt.Errorf("no role %q", role)
	}
	if err := json.Unmarshal([]byte(os.Getenv(roleSpecEnv)), server); err != nil {
		return fmt.Errorf("read %s: %w", roleSpecEnv, err)
	}
	return server.run(ctx)
}
