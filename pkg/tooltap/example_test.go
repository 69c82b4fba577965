package tooltap_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/tabletap/console/pkg/tooltap"
)

// A tool: one page that only people who were let in can see.
func Example() {
	client, err := tooltap.New(tooltap.Config{
		BaseURL: "https://console.example.com", ClientID: "…", ClientSecret: "…", Tool: "pos",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _ := tooltap.IdentityFrom(r.Context())
		_, _ = fmt.Fprintf(w, "%s, %s", who.Username, who.Role)
	})
	mux := http.NewServeMux()
	mux.Handle("/", client.LaunchHandler(client.Middleware(page)))
	mux.Handle("POST /sign-out", client.SignOutHandler(""))

	nobody := httptest.NewRecorder()
	mux.ServeHTTP(nobody, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
	fmt.Println(nobody.Code)
	// Output: 401
}

// Checking a launch token without asking the console, before something expensive begins.
func ExampleClient_Verify() {
	client, err := tooltap.New(tooltap.Config{BaseURL: "https://console.example.com", Tool: "pos"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = client.Verify(context.Background(), "not.a.token")
	fmt.Println(errors.Is(err, tooltap.ErrInvalidToken))
	// Output: true
}

// Reporting what happens, and losing nothing in silence.
func ExampleTracker() {
	client, err := tooltap.New(tooltap.Config{BaseURL: "https://console.example.com", ClientID: "…", ClientSecret: "…"})
	if err != nil {
		fmt.Println(err)
		return
	}
	tracker := client.NewTracker(tooltap.TrackerConfig{
		OnError: func(err error, lost []tooltap.Event) { slog.Warn("events", "error", err, "lost", len(lost)) },
	})
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = tracker.Close(ctx)
	}()
	err = tracker.Track(tooltap.Event{Type: "order created"})
	fmt.Println(err)
	// Output: tooltap: the event does not name its restaurant
}

// What a role grants is true, false, or a level that the tool interprets.
func ExamplePermissions() {
	role := tooltap.Permissions{"orders": "create", "menu": false, "*": true}
	fmt.Println(role.Allow("orders"), role.Level("orders"), role.Allow("menu"), role.Allow("tables"))
	// Output: true create false true
}
