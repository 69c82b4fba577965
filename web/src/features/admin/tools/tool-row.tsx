import { KeyRound, Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Offer } from "@/features/tools/data";
import { ToolIcon } from "@/features/tools/icon";
import { Badge } from "@/ui/badge";
import { Menu, MenuItem, MenuLine, MoreButton } from "@/ui/menu";
import type { Asked } from "./tools.page";

export function ToolRow({ tool, onAsk }: { tool: Offer; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation("admin");
  return (
    <li className="flex items-start gap-4 px-5 py-4">
      <ToolIcon icon={tool.icon} muted={!tool.is_active} />
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h2 className="font-semibold">{tool.name}</h2>
          <code className="font-mono text-sm text-muted">{tool.slug}</code>
          {!tool.is_active && <Badge>{t("tools.inactive")}</Badge>}
          {tool.is_default && <Badge tone="accent">{t("tools.default")}</Badge>}
          {tool.is_public_client ? (
            <Badge tone="info">{t("tools.public")}</Badge>
          ) : (
            tool.client_id && <Badge tone="good">{t("tools.hasClient")}</Badge>
          )}
        </div>
        <p className="mt-1 text-muted">{tool.description}</p>
        <p className="truncate text-sm text-muted" title={tool.url}>
          {tool.url}
        </p>
        {tool.redirect_uris && tool.redirect_uris.length > 0 && (
          <p className="text-sm text-muted">{t("tools.redirects", { count: tool.redirect_uris.length })}</p>
        )}
      </div>
      <Menu trigger={<MoreButton name={t("tools.menu", { name: tool.name })} />}>
        <MenuItem onSelect={() => onAsk({ what: "change", tool })}>
          <Pencil /> {t("tools.change")}
        </MenuItem>
        <MenuItem onSelect={() => onAsk({ what: "credentials", tool })}>
          <KeyRound /> {t("tools.credentials")}
        </MenuItem>
        <MenuLine />
        <MenuItem danger onSelect={() => onAsk({ what: "delete", tool })}>
          <Trash2 /> {t("tools.delete")}
        </MenuItem>
      </Menu>
    </li>
  );
}
