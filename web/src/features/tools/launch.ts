import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Tool } from "@/api/types";
import { ownsIt, restaurantsQuery, useHere, useProfile, useTenant } from "@/app/who";
import { hasOpenedTool, withSetting } from "@/features/account/welcome";
import { sayFailed } from "@/ui/toast";
import { isReason, refreshTools } from "./data";

/**
 * Opens a tool beside the console. The tab is opened with the click itself, since browsers refuse one that comes later, and led to the
 * tool when the API has made the token for it.
 */
export function useLaunch() {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const noteFirst = useNoteFirst();
  const [opening, setOpening] = useState<number | null>(null);
  const launch = async (tool: Tool) => {
    const tab = window.open("about:blank", "_blank");
    if (!tab) return sayFailed(t("launch.blocked", { name: tool.name }));
    tab.opener = null; // the tool has no hold on this page
    tab.document.title = tool.name;
    tab.document.body.textContent = t("launch.opening", { name: tool.name });
    setOpening(tool.id);
    try {
      const { data } = await client.POST("/api/tools/sso/generate/", { body: { tool_id: tool.id } });
      if (data) lead(tab, data.launch_url);
      noteFirst();
    } catch (error) {
      tab.close();
      const code = isProblem(error) ? error.code : "";
      if (isReason(code)) sayFailed(`${t("launch.failed", { name: tool.name })} ${t(`reason.${code}`)}`);
      else sayFailed(t("launch.failed", { name: tool.name }), error);
      await refreshTools(queries);
    }
    setOpening(null);
  };
  return { launch, opening };
}

/** Leads the tab there as a link would that says nothing of where it was. */
function lead(tab: Window, url: string) {
  const link = tab.document.createElement("a");
  link.href = url;
  link.rel = "noreferrer noopener";
  tab.document.body.append(link);
  link.click();
}

/** Notes that the owner has opened a tool, which is one of the first steps of a new restaurant. */
function useNoteFirst(): () => void {
  const queries = useQueryClient();
  const tenant = useTenant();
  const isOwner = ownsIt(useHere(), useProfile());
  const note = api.useMutation("patch", "/api/tenants/{id}/", {
    onSuccess: () => queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey }),
  });
  return () => {
    if (!isOwner || !tenant || hasOpenedTool(tenant.settings)) return;
    note.mutate({ params: { path: { id: tenant.id } }, body: { settings: withSetting(tenant.settings, "opened_tool") } });
  };
}
