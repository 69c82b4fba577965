import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { Grid2x2, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Credentials } from "@/features/tools/credentials";
import type { Offer } from "@/features/tools/data";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { catalogueQuery } from "./catalogue";
import { DeleteTool } from "./delete-tool";
import { ToolForm } from "./tool-form";
import { ToolRow } from "./tool-row";

export const Route = createLazyRoute("/admin/tools")({ component: Tools });

export type Asked = { what: "change" | "delete" | "credentials"; tool: Offer } | { what: "create" };

/** The tools that the platform offers to restaurants. */
function Tools() {
  const { t } = useTranslation(["admin", "tools"]);
  const tools = useQuery(catalogueQuery);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const add = (
    <Button tone="primary" onClick={() => setAsked({ what: "create" })}>
      <Plus aria-hidden />
      {t("tools.add")}
    </Button>
  );
  return (
    <Page title={t("nav.tools")} description={t("tools.text")} actions={add}>
      <Card aria-label={t("nav.tools")}>
        {tools.isPending ? (
          <SkeletonRows rows={4} />
        ) : tools.error && !tools.data ? (
          <ErrorState error={tools.error} onRetry={() => void tools.refetch()} />
        ) : tools.data?.length === 0 ? (
          <EmptyState icon={<Grid2x2 />} title={t("tools.none")} action={add}>
            {t("tools.noneText")}
          </EmptyState>
        ) : (
          <ul className="divide-y">
            {tools.data?.map((tool) => (
              <ToolRow key={tool.id} tool={tool} onAsk={setAsked} />
            ))}
          </ul>
        )}
      </Card>
      {asked?.what === "create" && <ToolForm tool={null} onClose={close} />}
      {asked?.what === "change" && <ToolForm tool={asked.tool} onClose={close} />}
      {asked?.what === "delete" && <DeleteTool tool={asked.tool} onClose={close} />}
      {asked?.what === "credentials" && <Credentials tool={asked.tool} onClose={close} />}
    </Page>
  );
}
