package auth

import (
	"context"

	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
)

// superuser is an operator with what it takes to sign in.
type superuser struct {
	User

	Hash string // of the password
}

// superuserEmailKey is the constraint that keeps superusers' addresses unique.
const superuserEmailKey = "users_superuser_email_key"

var (
	errSuperuserExists = fault.New(fault.Conflict, "superuser_exists", "There is a superuser with this email address already.")
	errNoSuperuser     = fault.Missing("The superuser")
)

// CreateSuperuser makes an operator who may do everything in every restaurant. It fails with Invalid for an address that is none
// and a password that is short or easy to guess, and with Conflict, superuser_exists, when there is one by that address: then
// nothing changes, and ResetSuperuserPassword is what sets another password.
func (s *Service) CreateSuperuser(ctx context.Context, email, password string) error {
	email, hash, err := s.newPassword(ctx, email, password)
	if err != nil {
		return err
	}
	return s.db.Shared(ctx, func(tx postgres.Tx) error {
		id, err := s.store.addSuperuser(ctx, tx, email, hash, s.clock.Now())
		if err != nil {
			return err
		}
		made := superuser{User: User{ID: id, profile: profile{Email: email, Verified: true, Active: true}}, Hash: hash}
		return s.recordSuperuser(ctx, tx, audit.ByCLI, "superuser.created", nil, &made)
	})
}

// ResetSuperuserPassword sets another password, which ends all sessions that the old one began. It fails with NotFound when
// there is no superuser by that address, and with Invalid as CreateSuperuser does.
func (s *Service) ResetSuperuserPassword(ctx context.Context, email, password string) error {
	email, hash, err := s.newPassword(ctx, email, password)
	if err != nil {
		return err
	}
	return s.db.Shared(ctx, func(tx postgres.Tx) error {
		su, err := s.store.superuserByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		if err := s.store.setPassword(ctx, tx, su.ID, hash, s.clock.Now()); err != nil {
			return err
		}
		after := *su
		after.Hash = hash
		return s.recordSuperuser(ctx, tx, audit.ByCLI, "superuser.password_reset", su, &after)
	})
}

// newPassword checks an address and a password that goes with it, and gives the address as it is stored and the hash.
func (s *Service) newPassword(ctx context.Context, email, password string) (address, hash string, err error) {
	if address, err = checkEmail(email); err != nil {
		return "", "", err
	}
	if err := checkNewPassword(address, password); err != nil {
		return "", "", err
	}
	hash, err = s.hasher.hash(ctx, password)
	return address, hash, err
}

func (s *Service) recordSuperuser(ctx context.Context, tx postgres.Tx, by, action string, before, after *superuser) error {
	e := auditedSuperuser.Entry(action, int64(after.ID), after.Email)
	e.By, e.Changes = by, auditedSuperuser.Diff(before, after)
	return s.audit.Record(ctx, tx, e)
}
