// Package tools is what a restaurant's staff work with: the catalogue of tools, who may open which, and single sign-on. A launch
// token is a JWT that opens one tool for one member once: signed Ed25519, good for a minute, its id kept as a hash in the
// restaurant's own schema. Opening is asked of the database at both ends, when a token is made and when the tool redeems it, so
// a right that was taken away in between does not open anything.
//
// The keys that sign are in the database, sealed under SECRET_KEY, and are replaced with overlap: tools that check tokens
// themselves learn of the next key from /.well-known/jwks.json before it signs anything.
package tools
