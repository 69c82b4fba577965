package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tabletap/console/internal/fault"
)

// The demo: two restaurants, and a superuser who sees both.
const demoSuperuser = "operator@tabletap.localhost"

type demoPerson struct{ role, first, last, email string }

var demoOwners = []demoPerson{
	{"Owner", "Akua", "Mensah", "akua@mamas-kitchen.example"},
	{"Owner", "Kofi", "Boateng", "kofi@chez-kofi.example"},
}

// ensureDemo makes the demo's people at the stand-in, as Clerk's dashboard would, and waits until their restaurants are there. On
// a second start it finds them.
func (a *App) ensureDemo(ctx context.Context) ([]Account, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var accounts []Account
	for _, person := range demoOwners {
		restaurant, err := a.ensureOwner(ctx, person)
		if err != nil {
			return nil, fmt.Errorf("demo data: %w", err)
		}
		accounts = append(accounts, Account{person.role, fmt.Sprintf("%s %s <%s>, %s", person.first, person.last, person.email, restaurant)})
	}
	operator, err := a.ensureOperator(ctx)
	if err != nil {
		return nil, fmt.Errorf("demo data: %w", err)
	}
	return append(accounts, operator), nil
}

// ensureOperator gives the demo's superuser the password that the data folder's key stands for, so that it is the same at
// every start and written nowhere.
func (a *App) ensureOperator(ctx context.Context) (Account, error) {
	password := derivePassword(a.Config.SecretKey)
	if _, err := a.CreateSuperuser(ctx, demoSuperuser, password); err != nil {
		return Account{}, err
	}
	return Account{"Superuser", demoSuperuser + ", password " + password}, nil
}

func (a *App) ensureOwner(ctx context.Context, person demoPerson) (restaurant string, err error) {
	var found []struct{ ID string }
	if err := a.askClerk(ctx, http.MethodGet, "/v1/users?email_address="+person.email, nil, &found); err != nil {
		return "", err
	}
	if len(found) == 0 {
		body := map[string]any{"first_name": person.first, "last_name": person.last, "email_address": []string{person.email}}
		if err := a.askClerk(ctx, http.MethodPost, "/v1/users", body, nil); err != nil {
			return "", err
		}
	}
	return a.awaitRestaurant(ctx, person.email)
}

// awaitRestaurant waits for the webhook to have made the restaurant.
func (a *App) awaitRestaurant(ctx context.Context, email string) (string, error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		name, err := a.restaurantOf(ctx, email)
		if !fault.Is(err, fault.NotFound) {
			return name, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "", fmt.Errorf("the restaurant of %s did not appear: %w", email, ctx.Err())
		}
	}
}

func (a *App) restaurantOf(ctx context.Context, email string) (name string, err error) {
	const query = `SELECT t.name FROM public.tenants t JOIN public.users u ON u.id = t.owner_user_id
WHERE lower(u.email) = lower($1) ORDER BY t.id LIMIT 1`
	err = a.DB.SharedQuery().QueryRow(ctx, query, email).Scan(&name)
	return name, err
}

// askClerk calls the stand-in's Backend API over HTTP, as any client of Clerk would.
func (a *App) askClerk(ctx context.Context, method, path string, body, answer any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(a.Config.Clerk.APIURL, "/v1")+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+a.Config.Clerk.SecretKey)
	request.Header.Set("Content-Type", "application/json")
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ask the stand-in: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return fmt.Errorf("ask the stand-in: %w", err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("the stand-in answered %s %s with %d: %s", method, path, response.StatusCode, text)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}
