// Package keys is the keys that this service signs with. They are in the database, their private halves sealed under SECRET_KEY,
// so that every instance signs with the same one, and they are replaced with overlap: the next key is published before it signs,
// and one that stopped signing verifies until the last of what it signed has expired.
//
// A Kind is the keys of one algorithm: Ed25519 for launch tokens, RSA for OpenID Connect, whose clients need not know any other.
package keys
