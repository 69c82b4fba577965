// Package subscriptions is what restaurants agree to and what that entitles them to: the plans, a restaurant's subscription to one,
// and, asked on every sign-on, which tools it may use now and how much of what it may have.
//
// A restaurant without a subscription is on trial, so making one costs nothing here. The restaurant's own row says whether it is open
// (tenants.SubscriptionOpen), the newest subscription says under which plan; both change in one transaction, by way of
// Tenants.ChangeSubscription alone.
package subscriptions
