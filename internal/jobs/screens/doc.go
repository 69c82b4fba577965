// Package screens is River UI over the queue: pages and their API, for whoever its caller lets in.
package screens
