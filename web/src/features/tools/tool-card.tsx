import { Link } from "@tanstack/react-router";
import { ExternalLink, KeyRound, Settings2, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Tool } from "@/api/types";
import { useHere } from "@/app/who";
import { mayAll } from "@/lib/permissions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Menu, MenuItem, MenuLine, MoreButton } from "@/ui/menu";
import { isReason } from "./data";
import { toolText } from "./descriptions";
import { ToolIcon } from "./icon";
import type { Beside } from "./tools.page";

type Props = {
  tool: Tool;
  manages: boolean;
  isSuperuser: boolean;
  busy: boolean;
  onOpen: () => void;
  onAsk: (what: Beside["what"]) => void;
};

/** A tool, and the way into it, or why there is none. */
export function ToolCard({ tool, manages, isSuperuser, busy, onOpen, onAsk }: Props) {
  const { t } = useTranslation("tools");
  return (
    <Card className="flex h-full flex-col p-5">
      <div className="flex items-start gap-3">
        <ToolIcon icon={tool.icon} muted={!tool.is_available} />
        <div className="flex min-h-10 min-w-0 grow flex-col items-start justify-center">
          <h2 className="text-lg font-semibold break-words">{tool.name}</h2>
          {!tool.is_active && <Badge>{t("card.off")}</Badge>}
        </div>
        {(manages || isSuperuser) && (
          <Menu trigger={<MoreButton name={t("card.actions", { name: tool.name })} />}>
            {manages && (
              <MenuItem onSelect={() => onAsk("settings")}>
                <Settings2 /> {t("card.settings")}
              </MenuItem>
            )}
            {isSuperuser && (
              <MenuItem onSelect={() => onAsk("credentials")}>
                <KeyRound /> {t("card.credentials")}
              </MenuItem>
            )}
            {manages && (
              <>
                <MenuLine />
                <MenuItem danger onSelect={() => onAsk("uninstall")}>
                  <Trash2 /> {t("card.uninstall")}
                </MenuItem>
              </>
            )}
          </Menu>
        )}
      </div>
      <p className="mt-3 mb-5 text-muted">{toolText(t, tool)}</p>
      <div className="mt-auto">
        {tool.is_available ? (
          <Button tone="primary" busy={busy} onClick={onOpen} aria-label={t("card.openNamed", { name: tool.name })}>
            {t("card.open")} <ExternalLink aria-hidden />
          </Button>
        ) : (
          <Closed tool={tool} manages={manages} />
        )}
      </div>
    </Card>
  );
}

/** Why the tool does not open, and what can be done about it. */
function Closed({ tool, manages }: { tool: Tool; manages: boolean }) {
  const { t } = useTranslation("tools");
  const here = useHere();
  const params = { restaurant: here.slug };
  const { reason } = tool;
  const pays = mayAll(here) && (reason === "not_in_plan" || reason === "subscription_inactive");
  const decides = manages && reason === "not_granted";
  const why = decides ? t("card.letYourself") : isReason(reason) ? t(`reason.${reason}`) : t("reason.other");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-sunken px-3.5 py-2.5 text-sm">
      <p className="min-w-40 grow basis-40 text-muted">{why}</p>
      {pays && (
        <Button asChild size="sm">
          <Link to="/r/$restaurant/billing" params={params}>
            {t(reason === "not_in_plan" ? "card.plans" : "card.billing")}
          </Link>
        </Button>
      )}
      {decides && (
        <Button asChild size="sm">
          <Link to="/r/$restaurant/tools/access" params={params}>
            {t("tabs.access")}
          </Link>
        </Button>
      )}
    </div>
  );
}
