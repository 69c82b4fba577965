import { useTranslation } from "react-i18next";
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

export function StateBadge({ member }: { member: Member }) {
  const { t } = useTranslation("staff");
  const state = stateOf(member);
  return (
    <Badge tone={tones[state]} dot>
      {t(`state.${state}`)}
    </Badge>
  );
}
