import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/badge";
import type { Person } from "./data";

/** What is particular about somebody; most are active, and that is all. */
export function PersonState({ of }: { of: Person }) {
  const { t } = useTranslation("admin");
  if (of.is_deleted) return <Badge>{t("users.deleted")}</Badge>;
  if (of.is_superuser) return <Badge tone="accent">{t("users.superuser")}</Badge>;
  if (!of.is_active) return <Badge tone="bad">{t("users.banned")}</Badge>;
  if (!of.clerk_user_id && of.invited_at) return <Badge tone="info">{t("users.invited")}</Badge>;
  if (!of.is_verified) return <Badge tone="warn">{t("users.unverified")}</Badge>;
  return <span className="text-muted">{t("users.active")}</span>;
}
