// POS is a working tool in about forty lines: staff come from the console, see who they are, take an order, which the console hears of,
// and sign out.
package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/tabletap/console/pkg/tooltap"
)

//go:embed page.html
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

func main() {
	client, err := tooltap.New(tooltap.Config{
		BaseURL:  cmp.Or(os.Getenv("CONSOLE_URL"), "http://localhost:3001"),
		ClientID: os.Getenv("CLIENT_ID"), ClientSecret: os.Getenv("CLIENT_SECRET"), Tool: "pos",
	})
	if err != nil {
		slog.Error("the settings", "error", err)
		os.Exit(1)
	}
	events := client.NewTracker(tooltap.TrackerConfig{FlushEvery: 200 * time.Millisecond, OnError: func(err error, lost []tooltap.Event) {
		slog.Warn("events", "error", err, "lost", len(lost))
	}})
	mux := http.NewServeMux()
	mux.Handle("GET /", http.HandlerFunc(show))
	mux.HandleFunc("POST /orders", func(w http.ResponseWriter, r *http.Request) {
		who, _ := tooltap.IdentityFrom(r.Context())
		order := map[string]any{"table": r.PostFormValue("table"), "dish": r.PostFormValue("dish")}
		if err := events.Track(tooltap.Event{Tenant: who.TenantSchema, User: who.UserID, Type: "order", Data: order}); err != nil {
			http.Error(w, "The order was not taken. Try again.", http.StatusServiceUnavailable)
			return
		}
		http.Redirect(w, r, "/?taken="+template.URLQueryEscaper(order["dish"]), http.StatusSeeOther)
	})
	mux.Handle("POST /sign-out", client.SignOutHandler(""))
	serve(client.LaunchHandler(client.Middleware(http.NewCrossOriginProtection().Handler(mux))), events)
}

func show(w http.ResponseWriter, r *http.Request) {
	who, _ := tooltap.IdentityFrom(r.Context())
	_ = page.Execute(w, map[string]any{"Who": who, "Taken": r.FormValue("taken"), "MayOrder": who.Permissions.Allow("orders")})
}

// serve answers until somebody stops the program, and then sends the events that still wait.
func serve(tool http.Handler, events *tooltap.Tracker) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := http.Server{Addr: cmp.Or(os.Getenv("LISTEN"), "127.0.0.1:3002"), Handler: tool, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		defer stop()
		slog.Info("the POS waits for launches from the console", "address", server.Addr)
		slog.Info("the POS takes no more", "why", server.ListenAndServe())
	}()
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	slog.Info("the POS ends", "error", errors.Join(server.Shutdown(last), events.Close(last)))
}
