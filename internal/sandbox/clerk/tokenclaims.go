package clerk

import (
	"slices"
	"strconv"
	"strings"
)

// claimOrganizationV2 writes the "o" claim, and permissions in Clerk's packed form: "fea" lists the features, "per" the
// actions, and "fpm" holds a number for each feature whose bits, the lowest first, say which actions are permitted.
func claimOrganizationV2(claims map[string]any, o *TokenOrganization) {
	if o == nil {
		return
	}
	claim := map[string]string{"id": o.ID, "slg": o.Slug, "rol": strings.TrimPrefix(o.Role, "org:")}
	features, actions, masks := packPermissions(customPermissions(o.Permissions))
	if len(features) > 0 {
		claims["fea"] = "o:" + strings.Join(features, ",o:")
		claim["per"] = strings.Join(actions, ",")
		claim["fpm"] = strings.Join(masks, ",")
	}
	claims["o"] = claim
}

// packPermissions splits "org:feature:action" into the three lists of a token.
func packPermissions(permissions []string) (features, actions, masks []string) {
	granted := map[string]int{}
	for _, p := range permissions {
		parts := strings.Split(p, ":")
		if len(parts) != 3 {
			continue
		}
		feature, action := parts[1], parts[2]
		if !slices.Contains(features, feature) {
			features = append(features, feature)
		}
		if !slices.Contains(actions, action) {
			actions = append(actions, action)
		}
		granted[feature] |= 1 << slices.Index(actions, action)
	}
	for _, feature := range features {
		masks = append(masks, strconv.Itoa(granted[feature]))
	}
	return features, actions, masks
}
