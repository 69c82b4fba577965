// Package audit keeps the record of who changed what: rows that are only ever added, in the transaction of the change, so that
// there is no change without its line and no line without its change.
package audit
