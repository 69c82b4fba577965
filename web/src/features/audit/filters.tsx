import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Field, Input, Select } from "@/ui/form";
import { type Area, actions, areas, isKnown } from "./actions";
import { useActors, useTargetName } from "./names";
import { isFiltered } from "./queries";
import type { AuditSearch } from "./search";
import { useWhose } from "./whose";

type Props = { search: AuditSearch; onChange: (change: AuditSearch) => void; onClear: () => void };

/** Which entries are shown. All of it is in the address, so that it can be sent to somebody. */
export function Filters({ search, onChange, onClear }: Props) {
  const { t } = useTranslation("audit");
  const names = useTargetName();
  const { of } = useWhose();
  const isOf = (area: Area) => (area === "platform") === (of === "platform");
  const { action = "", from = "", to = "", target_type: type = "", target_id: id = "" } = search;
  return (
    <div className="border-b px-5 py-4">
      <div className="grid grid-cols-2 gap-3 max-sm:gap-x-2 lg:grid-cols-4">
        <Field label={t("filter.action")}>
          {(props) => (
            <Select {...props} value={action} onChange={(event) => onChange({ action: event.target.value || undefined })}>
              <option value="">{t("filter.all")}</option>
              {areas.filter(isOf).map((area) => (
                <optgroup key={area} label={t(`area.${area}`)}>
                  {actions[area].map((one) => (
                    <option key={one} value={one}>
                      {t(`name.${one}`)}
                    </option>
                  ))}
                </optgroup>
              ))}
              {action && !isKnown(action) && <option value={action}>{action}</option>}
            </Select>
          )}
        </Field>
        <Actor search={search} onChange={onChange} />
        <Field label={t("filter.from")}>
          {(props) => (
            <Input
              {...props}
              type="date"
              value={from}
              max={to}
              onChange={(event) => onChange({ from: event.target.value || undefined })}
            />
          )}
        </Field>
        <Field label={t("filter.to")}>
          {(props) => (
            <Input
              {...props}
              type="date"
              value={to}
              min={from}
              onChange={(event) => onChange({ to: event.target.value || undefined })}
            />
          )}
        </Field>
      </div>
      {isFiltered(search) && (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {(type || id) && (
            <Chip
              text={t("filter.about", { what: names.ofType(type, id) })}
              onRemove={() => onChange({ target_type: undefined, target_id: undefined })}
            />
          )}
          <Button tone="link" size="sm" className="ml-auto" onClick={onClear}>
            {t("filter.clear")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Actor({ search, onChange }: Pick<Props, "search" | "onChange">) {
  const { t } = useTranslation("audit");
  const actors = useActors();
  const { actor } = search;
  const isListed = actors.some(({ id }) => id === actor);
  return (
    <Field label={t("filter.actor")}>
      {(props) => (
        <Select {...props} value={actor ?? ""} onChange={(event) => onChange({ actor: Number(event.target.value) || undefined })}>
          <option value="">{t("filter.everybody")}</option>
          {actors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          {actor !== undefined && !isListed && <option value={actor}>{t("target.user", { id: actor })}</option>}
        </Select>
      )}
    </Field>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const { t } = useTranslation("audit");
  return (
    <span className="inline-flex min-w-0 items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-3 text-sm font-medium text-accent">
      <span className="truncate">{text}</span>
      <button
        type="button"
        aria-label={t("filter.remove", { what: text })}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-accent-line"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </span>
  );
}
