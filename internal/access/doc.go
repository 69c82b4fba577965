// Package access says who is asking and for which restaurant: Actor, Tenant, Member and the permissions that a role
// grants, carried by the context of a request. Reading one that is not there is an error, never a zero value, so code that
// forgot to establish who is asking refuses instead of answering.
package access
