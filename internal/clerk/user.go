package clerk

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// User is a person as Clerk knows them. What Clerk left out is the zero value; times are UTC.
type User struct {
	ID             string // user_…, never empty
	Username       string
	FirstName      string
	LastName       string
	Email          string // the primary address, else the first; "" when there is none
	EmailVerified  bool   // whether the owner of Email proved it
	ImageURL       string
	ExternalID     string // our own id for the person, if we ever gave Clerk one
	Banned         bool
	Locked         bool
	CreatedAt      time.Time
	UpdatedAt      time.Time
	PublicMetadata map[string]any // nil when there is none
}

type wireUser struct {
	ID             text            `json:"id"`
	Username       text            `json:"username"`
	FirstName      text            `json:"first_name"`
	LastName       text            `json:"last_name"`
	PrimaryEmail   text            `json:"primary_email_address_id"`
	Emails         list[wireEmail] `json:"email_addresses"`
	ImageURL       text            `json:"image_url"`
	ExternalID     text            `json:"external_id"`
	Banned         flag            `json:"banned"`
	Locked         flag            `json:"locked"`
	CreatedAt      moment          `json:"created_at"`
	UpdatedAt      moment          `json:"updated_at"`
	PublicMetadata object          `json:"public_metadata"`
}

type wireEmail struct {
	ID           text `json:"id"`
	Address      text `json:"email_address"`
	Verification part[struct {
		Status text `json:"status"`
	}] `json:"verification"`
}

var errNoID = errors.New("id is missing")

func parseUser(raw []byte) (User, error) {
	var w wireUser
	if err := json.Unmarshal(raw, &w); err != nil {
		return User{}, fmt.Errorf("clerk: user: %w", err)
	}
	if w.ID == "" {
		return User{}, fmt.Errorf("clerk: user: %w", errNoID)
	}
	email := w.primary()
	return User{
		ID: string(w.ID), Username: string(w.Username), FirstName: string(w.FirstName), LastName: string(w.LastName),
		Email: string(email.Address), EmailVerified: email.Verification.value.Status == "verified",
		ImageURL: string(w.ImageURL), ExternalID: string(w.ExternalID), Banned: bool(w.Banned), Locked: bool(w.Locked),
		CreatedAt: time.Time(w.CreatedAt), UpdatedAt: time.Time(w.UpdatedAt), PublicMetadata: w.PublicMetadata,
	}, nil
}

func (w *wireUser) primary() wireEmail {
	for _, email := range w.Emails {
		if email.ID != "" && email.ID == w.PrimaryEmail {
			return email
		}
	}
	if len(w.Emails) > 0 {
		return w.Emails[0]
	}
	return wireEmail{}
}
