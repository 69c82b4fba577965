import { createLazyRoute } from "@tanstack/react-router";
import { Grid2x2, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "@/api/types";
import { useHere, useProfile } from "@/app/who";
import { may } from "@/lib/permissions";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { AddTool } from "./add-tool";
import { Credentials } from "./credentials";
import { useTools } from "./data";
import { useLaunch } from "./launch";
import { SettingsSheet } from "./settings-sheet";
import { ToolsTabs } from "./tabs";
import { ToolCard } from "./tool-card";
import { Uninstall } from "./uninstall";

export const Route = createLazyRoute("/_in/r/$restaurant/tools")({ component: Tools });

/** What is open beside the tiles, and of which tool. */
export type Beside = { what: "settings" | "uninstall" | "credentials"; tool: Tool };

function Tools() {
  const { t } = useTranslation("tools");
  const manages = may(useHere(), "tools.manage");
  const [adds, setAdds] = useState(false);
  const [beside, setBeside] = useState<Beside | null>(null);
  const close = () => setBeside(null);
  const add = (
    <Button tone="primary" onClick={() => setAdds(true)}>
      <Plus aria-hidden /> {t("add.action")}
    </Button>
  );
  return (
    <Page title={t("title")} description={t("text")} actions={manages && add}>
      <ToolsTabs />
      <Tiles onAsk={setBeside} add={manages ? add : undefined} />
      {adds && <AddTool onClose={() => setAdds(false)} />}
      {beside?.what === "settings" && <SettingsSheet tool={beside.tool} onClose={close} />}
      {beside?.what === "uninstall" && <Uninstall tool={beside.tool} onClose={close} />}
      {beside?.what === "credentials" && <Credentials tool={beside.tool} onClose={close} />}
    </Page>
  );
}

function Tiles({ onAsk, add }: { onAsk: (beside: Beside) => void; add: ReactNode }) {
  const { t } = useTranslation("tools");
  const tools = useTools();
  const { launch, opening } = useLaunch();
  const isSuperuser = useProfile().is_superuser;
  if (tools.error) return <ErrorState error={tools.error} onRetry={() => void tools.refetch()} />;
  if (tools.data?.results.length === 0) {
    return (
      <Card>
        <EmptyState icon={<Grid2x2 />} title={t("none.title")} action={add}>
          {t(add ? "none.text" : "none.textOther")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {tools.isPending
        ? [1, 2, 3].map((at) => (
            <li key={at}>
              <Skeleton className="h-48 rounded-lg" />
            </li>
          ))
        : tools.data.results.map((tool) => (
            <li key={tool.id}>
              <ToolCard
                tool={tool}
                manages={add !== undefined}
                isSuperuser={isSuperuser}
                busy={opening === tool.id}
                onOpen={() => void launch(tool)}
                onAsk={(what) => onAsk({ what, tool })}
              />
            </li>
          ))}
    </ul>
  );
}
