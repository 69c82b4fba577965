package tools

import (
	"context"

	"github.com/tabletap/console/internal/access"
	"github.com/tabletap/console/internal/fault"
)

// Installed reports whether the restaurant has installed the tool, switched on or not.
func (s *Service) Installed(ctx context.Context, t *access.Tenant, toolID int64) (bool, error) {
	_, err := s.knownTool(ctx, t, toolID)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}
