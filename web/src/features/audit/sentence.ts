import { useTranslation } from "react-i18next";
import type { AuditEntry } from "@/api/types";
import { type Action, isKnown } from "./actions";
import { useActorName, useTargetName } from "./names";

/** An entry in a sentence. */
export function useSentence() {
  const { t } = useTranslation("audit");
  const actorOf = useActorName();
  const names = useTargetName();
  return (entry: AuditEntry): string => {
    const values = { actor: actorOf(entry.actor), target: names.of(entry) };
    if (!isKnown(entry.action)) return t("unknown", { ...values, action: entry.action });
    return t(keyOf(entry.action), values);
  };
}

/** The key of an action's sentence. */
const keyOf = <A extends Action>(action: A) => `sentence.${action}` as const;
