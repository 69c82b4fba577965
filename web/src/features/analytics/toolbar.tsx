import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/files";
import { useHere } from "@/app/who";
import { Button } from "@/ui/button";
import { Input, Select, Switch } from "@/ui/form";
import { Menu, MenuItem } from "@/ui/menu";
import { Segmented } from "@/ui/tabs";
import { sayFailed } from "@/ui/toast";
import { useKindName, useTypes } from "./kinds";
import { type AnalyticsSearch, periodOf, presets, usualDays } from "./search";

type Props = { search: AnalyticsSearch };

/** Changes what the address says, and so what the page shows. */
export function useShow() {
  const navigate = useNavigate();
  const { slug } = useHere();
  return (change: Partial<AnalyticsSearch>) =>
    void navigate({
      to: "/r/$restaurant/analytics",
      params: { restaurant: slug },
      search: (before) => ({ ...before, ...change }),
      replace: true,
      resetScroll: false,
    });
}

/** Which time is looked at, what of, and compared with what. */
export function Toolbar({ search }: Props) {
  const { t } = useTranslation("analytics");
  const show = useShow();
  const kindName = useKindName();
  const types = useTypes();
  const custom = search.from !== undefined || search.to !== undefined;
  const options = [
    ...presets.map((days) => ({ value: String(days), label: t(`presets.${days}`) })),
    { value: "custom", label: t("presets.custom") },
  ];
  const chosen = custom ? "custom" : String(search.days ?? usualDays);
  const choose = (value: string) => {
    if (value !== "custom") return show({ days: Number(value), from: undefined, to: undefined });
    const today = new Date().toISOString().slice(0, 10);
    show({ from: new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10), to: today });
  };
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <Segmented label={t("period")} value={chosen} options={options} onChange={choose} />
      {custom && (
        <div className="flex flex-wrap items-center gap-2">
          <Input
            type="date"
            aria-label={t("from")}
            className="w-auto"
            value={search.from ?? ""}
            onChange={(e) => show({ from: e.target.value || undefined })}
          />
          <span aria-hidden>–</span>
          <Input
            type="date"
            aria-label={t("to")}
            className="w-auto"
            value={search.to ?? ""}
            onChange={(e) => show({ to: e.target.value || undefined })}
          />
        </div>
      )}
      <Select
        aria-label={t("ofType")}
        className="w-auto max-w-52 max-sm:w-40"
        value={search.type ?? ""}
        onChange={(e) => show({ type: e.target.value || undefined })}
      >
        <option value="">{t("allTypes")}</option>
        {types.data?.results.map((type) => (
          <option key={`${type.tool_id} ${type.name}`} value={type.name}>
            {kindName(type.name)}
          </option>
        ))}
      </Select>
      <label htmlFor="compare" className="flex min-h-9 min-w-32 grow basis-32 items-center gap-2 text-sm max-sm:min-h-10">
        <Switch
          id="compare"
          checked={search.compare ?? false}
          onChange={(e) => show({ compare: e.target.checked || undefined })}
        />
        {t("compare")}
      </label>
    </div>
  );
}

const formats = ["csv", "ndjson", "parquet"] as const;

/** Writes the events of the period to a file. */
export function ExportMenu({ search }: Props) {
  const { t } = useTranslation("analytics");
  const { slug } = useHere();
  const [busy, setBusy] = useState(false);
  const save = async (format: (typeof formats)[number]) => {
    setBusy(true);
    try {
      const query = new URLSearchParams({ format, ...(search.type && { event_type: search.type }), ...datesOf(search) });
      await download(`/api/analytics/export/?${query}`, `${slug}-events.${format}`);
    } catch (error) {
      sayFailed(t("export.failed"), error);
    }
    setBusy(false);
  };
  return (
    <Menu
      trigger={
        <Button busy={busy}>
          <Download aria-hidden /> {t("export.title")} <ChevronDown aria-hidden />
        </Button>
      }
    >
      {formats.map((format) => (
        <MenuItem key={format} onSelect={() => void save(format)}>
          {t(`export.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** The days of a period, for what takes no other words for them. */
function datesOf(search: AnalyticsSearch): { start_date: string; end_date?: string } {
  const period = periodOf(search);
  if ("start_date" in period) return period;
  const start = new Date(Date.now() - ((search.days ?? usualDays) - 1) * 86_400_000);
  return { start_date: start.toISOString().slice(0, 10) };
}
