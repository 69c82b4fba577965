// Package analytics takes in what happens in restaurants and shows it. Events come from staff and from tools, one at a time or in
// batches; an event that was answered 201 is on disk. They lie in one shared table, keyed by restaurant, and every query names the
// restaurant it is for: the store's methods take it first.
package analytics
