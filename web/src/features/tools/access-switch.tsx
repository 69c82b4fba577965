import { useTranslation } from "react-i18next";
import { Switch } from "@/ui/form";
import { type Access, isOpen } from "./access";

type Props = {
  access: Access;
  member: string;
  tool: string;
  /** It is the owner's, who is never kept out. */
  locked: boolean;
  /** The plan does not include the tool: nobody more is let in. */
  shut: boolean;
  onChange: (open: boolean) => void;
};

/** Whether a member may open a tool, and what says so. */
export function AccessSwitch({ access, member, tool, locked, shut, onChange }: Props) {
  const { t } = useTranslation("tools");
  const open = isOpen(access);
  const why = locked ? t("access.owner") : t(`access.why.${access}`);
  return (
    <div className="flex min-h-6 items-center gap-2">
      <Switch
        checked={open}
        disabled={locked || (shut && !open)}
        aria-label={t("access.switch", { name: member, tool, why })}
        title={locked ? t("access.ownerText") : shut ? t("reason.not_in_plan") : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="truncate text-xs text-muted" aria-hidden>
        {why}
      </span>
    </div>
  );
}
