import type texts from "../texts/en.json";

type Code = keyof (typeof texts)["problem"];

const codes: Readonly<Record<Code, true>> = {
  tenants_behind: true,
  migrations_failed: true,
  migration_run_failed: true,
  queue_slow: true,
  queue_stalled: true,
  jobs_discarded: true,
  jobs_failing: true,
  webhooks_failed: true,
  webhooks_parked: true,
  findings_open: true,
  disputes_open: true,
  subscriptions_past_due: true,
  subscriptions_unpaid: true,
  signing_key_old: true,
  signing_key_unreadable: true,
  not_listening: true,
  redis_away: true,
};

/** Reports whether there is a text for a problem; what a newer server says is shown as it says it. */
export const isKnown = (code: string): code is Code => code in codes;
