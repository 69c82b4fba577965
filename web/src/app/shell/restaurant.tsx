import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { BarChart3, CreditCard, Grid2x2, House, Plus, ScrollText, Settings, Users } from "lucide-react";
import { useTranslation } from "react-i18next";
import { may, mayAll } from "@/lib/permissions";
import { useHere, useRestaurants } from "../who";
import type { Command } from "./commands";
import { type Destination, Frame } from "./frame";
import { Standing } from "./standing";
import { Switcher } from "./switcher";

export const Route = createLazyRoute("/_in/r/$restaurant")({ component: Restaurant });

function Restaurant() {
  const groups = useDestinations();
  return <Frame groups={groups} head={<Switcher />} banner={<Standing />} commands={useCommands(groups)} />;
}

/** The pages that the person's role shows. */
function useDestinations(): Destination[][] {
  const { t } = useTranslation();
  const here = useHere();
  const params = { restaurant: here.slug };
  const isOwner = mayAll(here);
  const page = (label: string, icon: Destination["icon"], letter: string, to: Destination["to"]) => ({ label, icon, letter, to });
  const groups: (Destination | false)[][] = [
    [
      { ...page(t("nav.overview"), <House />, "o", { to: "/r/$restaurant", params }), exact: true },
      page(t("nav.staff"), <Users />, "s", { to: "/r/$restaurant/staff", params }),
      page(t("nav.tools"), <Grid2x2 />, "t", { to: "/r/$restaurant/tools", params }),
      may(here, "analytics.view") && page(t("nav.analytics"), <BarChart3 />, "a", { to: "/r/$restaurant/analytics", params }),
    ],
    [
      isOwner && page(t("nav.billing"), <CreditCard />, "b", { to: "/r/$restaurant/billing", params }),
      may(here, "audit.view") && page(t("nav.audit"), <ScrollText />, "l", { to: "/r/$restaurant/audit", params }),
      isOwner && page(t("nav.settings"), <Settings />, "e", { to: "/r/$restaurant/settings", params }),
    ],
  ];
  return groups.map((group) => group.filter((page) => page !== false)).filter((group) => group.length > 0);
}

function useCommands(groups: Destination[][]): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const here = useHere();
  const go = (to: unknown) => () => void navigate(to as Parameters<typeof navigate>[0]);
  const pages = groups
    .flat()
    .map((page) => ({ group: t("palette.pages"), label: page.label, icon: page.icon, run: go(page.to) }));
  const restaurants = useRestaurants()
    .filter((other) => other.id !== here.tenant_id)
    .map((other) => ({
      group: t("switcher.restaurants"),
      label: other.name,
      words: [other.slug],
      run: go({ to: "/r/$restaurant", params: { restaurant: other.slug } }),
    }));
  const actions: Command[] = [{ group: t("palette.actions"), label: t("switcher.new"), icon: <Plus />, run: go({ to: "/new" }) }];
  if (may(here, "staff.manage")) {
    actions.unshift({
      group: t("palette.actions"),
      label: t("palette.invite"),
      icon: <Users />,
      run: go({ to: "/r/$restaurant/staff", params: { restaurant: here.slug }, search: { invite: true } }),
    });
  }
  return [...pages, ...actions, ...restaurants];
}
