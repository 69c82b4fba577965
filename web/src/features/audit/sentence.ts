import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { type Action, isKnown } from "./actions";
import { useActorName, useTargetOf } from "./names";

/** An entry in a sentence; none where there is no entry yet. */
export function useSentence(entry: AuditEntry | undefined): string {
  const { t } = useTranslation("audit");
  const actorOf = useActorName();
  const target = useTargetOf(entry);
  if (!entry) return "";
  const values = { actor: actorOf(entry.actor), target };
  if (!isKnown(entry.action)) return t("unknown", { ...values, action: entry.action });
  return t(keyOf(entry.action), values);
}

/** The key of an action's sentence. */
const keyOf = <A extends Action>(action: A) => `sentence.${action}` as const;
