import type { TFunction } from "i18next";
import type { Member } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";

/** Whether somebody works here, was asked to, or did. */
export type State = "active" | "inactive" | "pending" | "expired" | "failed" | "revoked";

export const stateOf = (member: Member): State => (member.is_active ? "active" : (member.invitation?.status ?? "inactive"));

const tones: Record<State, Tone> = {
  active: "good",
  inactive: "plain",
  pending: "info",
  expired: "warn",
  failed: "bad",
  revoked: "plain",
};

/** It is given how to say so, since a hook in each row of a long list costs more than the rest of it. */
export function StateBadge({ member, t }: { member: Member; t: TFunction<"staff"> }) {
  const state = stateOf(member);
  return (
    <Badge tone={tones[state]} dot>
      {t(`state.${state}`)}
    </Badge>
  );
}
