// Package otherfeature has a type whose name another package uses as well.
package otherfeature

// Role is the namesake.
type Role struct {
	Title string `json:"title"`
}
