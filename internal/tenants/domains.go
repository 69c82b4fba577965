package tenants

import (
	"context"
	"strings"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/audit"
	"github.com/tabletap/console/internal/fault"
	"github.com/tabletap/console/internal/postgres"
	"github.com/tabletap/console/internal/postgres/shareddb"
)

const maxDomains = 20

var errNoDomain = fault.Missing("This domain")

// Domains lists the host names of a restaurant, the primary one first.
func (s *Service) Domains(ctx context.Context, id access.TenantID) ([]Domain, error) {
	return s.store.domains(ctx, s.DB.SharedQuery(), id)
}

// AddDomain lets a host name lead to the restaurant. The platform's own names are refused, and so are other restaurants'
// names under localhost.
func (s *Service) AddDomain(ctx context.Context, id access.TenantID, domain string) (Domain, error) {
	domain = strings.ToLower(strings.TrimSpace(domain))
	var added Domain
	err := s.change(ctx, id, func(tx postgres.Tx, t *Tenant) (audit.Entry, error) {
		if err := s.mayUse(t, domain); err != nil {
			return audit.Entry{}, err
		}
		if err := s.roomForDomain(ctx, tx, id); err != nil {
			return audit.Entry{}, err
		}
		row, err := s.store.queries.InsertDomain(ctx, tx, shareddb.InsertDomainParams{Domain: domain, TenantID: int64(id)})
		added = domainFromRow(row)
		return domainEntry("tenant.domain_added", id, nil, &added), taken(err)
	})
	return added, err
}

func (s *Service) mayUse(t *Tenant, domain string) error {
	var f fault.Fields
	complain(&f, "domain", checkDomain(domain))
	foreign := strings.HasSuffix(domain, ".localhost") && domain != localDomain(t.Schema)
	for _, host := range s.PlatformHosts {
		foreign = foreign || domain == host || strings.HasSuffix(domain, "."+host)
	}
	f.Check(!foreign, "domain", "This name belongs to the platform.")
	return f.Err()
}

func (s *Service) roomForDomain(ctx context.Context, tx postgres.Tx, id access.TenantID) error {
	domains, err := s.store.domains(ctx, tx, id)
	if err == nil && len(domains) >= maxDomains {
		return fault.Newf(fault.Conflict, "too_many_domains", "A restaurant has at most %d domains.", maxDomains)
	}
	return err
}

// MakePrimary makes one of the restaurant's domains the one that it is known by.
func (s *Service) MakePrimary(ctx context.Context, id access.TenantID, domain int64) error {
	return s.change(ctx, id, func(tx postgres.Tx, _ *Tenant) (audit.Entry, error) {
		row, err := s.store.queries.DomainOfTenant(ctx, tx, domain, int64(id))
		if err != nil {
			return audit.Entry{}, noDomain(err)
		}
		before := domainFromRow(row)
		after := before
		after.Primary = true
		if err := s.store.queries.ClearPrimaryDomain(ctx, tx, int64(id)); err != nil {
			return audit.Entry{}, err
		}
		return domainEntry("tenant.domain_primary", id, &before, &after), s.store.queries.SetPrimaryDomain(ctx, tx, domain, int64(id))
	})
}

// RemoveDomain takes a host name from the restaurant. The primary one stays until another is primary.
func (s *Service) RemoveDomain(ctx context.Context, id access.TenantID, domain int64) error {
	return s.change(ctx, id, func(tx postgres.Tx, _ *Tenant) (audit.Entry, error) {
		row, err := s.store.queries.DomainOfTenant(ctx, tx, domain, int64(id))
		if err != nil {
			return audit.Entry{}, noDomain(err)
		}
		if row.IsPrimary {
			return audit.Entry{}, fault.New(fault.Conflict, "primary_domain", "Make another domain primary first.")
		}
		_, err = s.store.queries.DeleteDomain(ctx, tx, domain, int64(id))
		return domainEntry("tenant.domain_removed", id, new(domainFromRow(row)), nil), err
	})
}

func noDomain(err error) error {
	if err = postgres.Translate(err); fault.Is(err, fault.NotFound) {
		return errNoDomain
	}
	return err
}
