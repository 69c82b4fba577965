// Package docpage turns an OpenAPI 3.1 document into one HTML page for people: every operation with who may call it, what
// it takes and answers, and a command to try it with. The page has its own style, no script, and nothing from another
// host.
package docpage
