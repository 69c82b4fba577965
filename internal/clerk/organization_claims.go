package clerk

import (
	"strconv"
	"strings"

	"github.com/go-jose/go-jose/v4/json"
)

// orgV1 is how tokens without a version name the active organization.
type orgV1 struct {
	ID          string   `json:"org_id"`
	Slug        string   `json:"org_slug"`
	Role        string   `json:"org_role"`
	Permissions []string `json:"org_permissions"`
}

// orgV2 is how tokens of version 2 name it. Per, Map and Features encode the permissions: see permissionsV2.
type orgV2 struct {
	Org struct {
		ID   string `json:"id"`
		Slug string `json:"slg"`
		Role string `json:"rol"`
		Per  string `json:"per"`
		Map  string `json:"fpm"`
	} `json:"o"`
	Features string `json:"fea"`
}

// parseOrg reads the active organization from a token's payload, nil when there is none.
func parseOrg(payload []byte, version int) (*Org, error) {
	if version < 2 {
		return parseOrgV1(payload)
	}
	return parseOrgV2(payload)
}

func parseOrgV1(payload []byte) (*Org, error) {
	var w orgV1
	if err := json.Unmarshal(payload, &w); err != nil || w.ID == "" {
		return nil, err
	}
	return &Org{ID: w.ID, Slug: w.Slug, Role: withoutOrgPrefix(w.Role), Permissions: w.Permissions}, nil
}

func parseOrgV2(payload []byte) (*Org, error) {
	var w orgV2
	if err := json.Unmarshal(payload, &w); err != nil || w.Org.ID == "" {
		return nil, err
	}
	return &Org{
		ID: w.Org.ID, Slug: w.Org.Slug, Role: withoutOrgPrefix(w.Org.Role),
		Permissions: permissionsV2(w.Features, w.Org.Per, w.Org.Map),
	}, nil
}

// permissionsV2 decodes version 2's permissions. The i-th number of fpm belongs to the i-th feature of fea, and its
// bits, lowest first, to the entries of per: "o:dashboard,o:teams" with "manage,read" and "3,2" is manage and read of
// dashboard and read of teams. A feature whose numbers do not fit grants nothing.
func permissionsV2(fea, per, fpm string) []string {
	names, masks := strings.Split(per, ","), strings.Split(fpm, ",")
	var granted []string
	for i, feature := range strings.Split(fea, ",") {
		scope, name, ok := strings.Cut(feature, ":")
		if !ok || !strings.Contains(scope, "o") || i >= len(masks) {
			continue
		}
		granted = append(granted, featurePermissions(name, names, masks[i])...)
	}
	return granted
}

func featurePermissions(feature string, names []string, mask string) []string {
	bits, err := strconv.ParseUint(mask, 10, 63)
	if err != nil || (len(names) < 64 && bits>>len(names) != 0) {
		return nil
	}
	var granted []string
	for j, name := range names {
		if j < 64 && bits&(1<<j) != 0 {
			granted = append(granted, "org:"+feature+":"+name)
		}
	}
	return granted
}
