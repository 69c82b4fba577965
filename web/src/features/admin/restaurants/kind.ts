import { useTranslation } from "react-i18next";
import { isKind } from "@/features/settings/kinds";

/** Says a kind of business as its restaurant reads it in its settings; one that is not known there, as it is. */
export function useSayKind() {
  const { t } = useTranslation("settings");
  return (kind: string) => (isKind(kind) ? t(`profile.kinds.${kind}`) : kind);
}
