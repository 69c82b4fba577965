import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Command } from "./commands";
import { type Destination, Frame } from "./frame";

export const Route = createLazyRoute("/admin")({ component: Admin });

function Admin() {
  const { t } = useTranslation(["admin", "common"]);
  const navigate = useNavigate();
  const groups: Destination[][] = [
    [{ label: t("nav.problems"), icon: <Activity />, letter: "n", to: { to: "/admin" }, exact: true }],
  ];
  const commands: Command[] = groups.flat().map((page) => ({
    group: t("common:palette.pages"),
    label: page.label,
    icon: page.icon,
    run: () => void navigate(page.to as Parameters<typeof navigate>[0]),
  }));
  const head = (
    <p className="flex items-center gap-2.5 p-1.5 font-semibold">
      <img src="/icon.svg" alt="" className="size-8" />
      {t("brand")}
    </p>
  );
  return <Frame groups={groups} head={head} commands={commands} />;
}
