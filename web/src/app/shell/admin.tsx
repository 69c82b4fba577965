import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import {
  Activity,
  BarChart3,
  CreditCard,
  DatabaseZap,
  Eye,
  Grid2x2,
  KeyRound,
  ListChecks,
  RefreshCw,
  ScrollText,
  Store,
  Tags,
  Users,
  Webhook,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Command } from "./commands";
import { type Destination, Frame } from "./frame";

export const Route = createLazyRoute("/admin")({ component: Admin });

function Admin() {
  const { t } = useTranslation(["admin", "common"]);
  const navigate = useNavigate();
  const groups = useDestinations();
  const commands: Command[] = groups.flat().map((page) => ({
    group: t("common:palette.pages"),
    label: page.label,
    icon: page.icon,
    run: () => (page.href ? location.assign(page.href) : void navigate(page.to as Parameters<typeof navigate>[0])),
  }));
  const find = async (text: string, signal: AbortSignal): Promise<Command[]> => {
    const query = { search: text, page_size: most };
    const { data } = await client.GET("/api/admin/tenants/", { params: { query }, signal });
    return (data?.results ?? []).map((seen) => ({
      group: t("nav.restaurants"),
      label: seen.name,
      words: [seen.slug],
      icon: <Store />,
      run: () => void navigate({ to: "/admin/restaurants/$id", params: { id: String(seen.id) } }),
    }));
  };
  const head = (
    <p className="flex items-center gap-2.5 p-1.5 font-semibold">
      <img src="/icon.svg" alt="" className="size-8" />
      {t("brand")}
    </p>
  );
  return (
    <Frame groups={groups} head={head} commands={commands} find={{ group: t("nav.restaurants"), hint: t("hint"), ask: find }} />
  );
}

const most = 6; // restaurants that Ctrl-K finds

function useDestinations(): Destination[][] {
  const { t } = useTranslation("admin");
  const page = (label: string, icon: Destination["icon"], letter: string, to: Destination["to"]) => ({ label, icon, letter, to });
  return [
    [
      { ...page(t("nav.problems"), <Activity />, "n", { to: "/admin" }), exact: true },
      page(t("nav.restaurants"), <Store />, "r", { to: "/admin/restaurants" }),
      page(t("nav.users"), <Users />, "u", { to: "/admin/users" }),
      page(t("nav.analytics"), <BarChart3 />, "a", { to: "/admin/analytics" }),
    ],
    [
      page(t("nav.payments"), <CreditCard />, "p", { to: "/admin/payments" }),
      page(t("nav.subscriptions"), <RefreshCw />, "s", { to: "/admin/subscriptions" }),
      page(t("nav.plans"), <Tags />, "o", { to: "/admin/plans" }),
    ],
    [
      page(t("nav.webhooks"), <Webhook />, "w", { to: "/admin/webhooks" }),
      page(t("nav.migrations"), <DatabaseZap />, "m", { to: "/admin/migrations" }),
      page(t("nav.keys"), <KeyRound />, "k", { to: "/admin/keys" }),
      { ...page(t("nav.jobs"), <ListChecks />, "j", {}), href: "/admin/jobs/" },
    ],
    [
      page(t("nav.tools"), <Grid2x2 />, "t", { to: "/admin/tools" }),
      page(t("nav.visits"), <Eye />, "v", { to: "/admin/visits" }),
      page(t("nav.audit"), <ScrollText />, "l", { to: "/admin/audit" }),
    ],
  ];
}
