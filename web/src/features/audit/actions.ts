// What the log of a restaurant can say, in the order in which it can be chosen.
export const actions = {
  staff: [
    "staff.invited",
    "staff.invitation_revoked",
    "staff.joined",
    "staff.added",
    "staff.waits_for_seat",
    "staff.imported",
    "staff.updated",
    "staff.role_changed",
    "staff.deactivated",
    "staff.activated",
    "staff.removed",
    "ownership.offered",
    "ownership.accepted",
    "ownership.declined",
    "ownership.withdrawn",
    "tenant.owner_changed",
  ],
  roles: ["role.created", "role.updated", "role.deleted"],
  tools: [
    "tool.installed",
    "tool.reconfigured",
    "tool.uninstalled",
    "tool_access.changed",
    "tool_access.withdrawn",
    "openid.signed_in",
    "openid.ended",
    "sso.token_replayed",
  ],
  billing: [
    "subscription.paid",
    "subscription.payment_failed",
    "subscription.unpaid",
    "subscription.change_scheduled",
    "subscription.change_withdrawn",
    "subscription.updated",
    "subscription.card_replaced",
    "subscription.cancel_scheduled",
    "subscription.resumed",
    "subscription.cancelled",
    "subscription.ended",
    "subscription.activated",
    "subscription.deactivated",
    "subscription.frozen",
    "subscription.unfrozen",
    "trial.ended",
    "payment.parked",
    "refund.requested",
    "refund.failed",
    "dispute.opened",
    "dispute.updated",
    "dispute.resolved",
    "ledger.posted",
    "finding.resolved",
  ],
  restaurant: [
    "tenant.created",
    "tenant.updated",
    "tenant.domain_added",
    "tenant.domain_primary",
    "tenant.domain_removed",
    "tenant.deleted",
    "event_type.registered",
    "event_type.changed",
    "event_type.deleted",
  ],
} as const;

export type Area = keyof typeof actions;
export type Action = (typeof actions)[Area][number];

export const areas = Object.keys(actions) as Area[];

const known = new Set<string>(Object.values(actions).flat());

/** Reports whether there is a sentence for an action; what a newer server says is shown as it says it. */
export const isKnown = (action: string): action is Action => known.has(action);
