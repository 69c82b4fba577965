import { X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tool } from "@/api/types";
import { number } from "@/lib/format";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Select } from "@/ui/form";
import { isShut } from "./access";
import { useAccessChanges } from "./access-changes";

/** One tool for all who are selected. */
export function BulkBar({ tools, members, onClear }: { tools: Tool[]; members: number[]; onClear: () => void }) {
  const { t } = useTranslation(["tools", "common"]);
  const { setMany } = useAccessChanges();
  const [id, setId] = useState(tools[0]?.id);
  const [busy, setBusy] = useState(false);
  const [asks, setAsks] = useState(false);
  const tool = tools.find((one) => one.id === id);
  const count = members.length;
  const apply = async (granted: boolean) => {
    if (!tool) return;
    setBusy(true);
    const done = await setMany(members, tool, granted);
    setBusy(false);
    setAsks(false);
    if (done) onClear();
  };
  return (
    <section
      aria-label={t("bulk.label")}
      className="sticky bottom-4 z-20 flex animate-rise flex-wrap items-center gap-2 rounded-lg border bg-raised px-4 py-3 shadow-high max-lg:bottom-20"
    >
      <p role="status" className="grow font-medium">
        {t("bulk.selected", { count, shown: number(count) })}
      </p>
      <Select aria-label={t("access.tool")} className="w-auto" value={id} onChange={(event) => setId(Number(event.target.value))}>
        {tools.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </Select>
      <Button tone="primary" busy={busy && !asks} disabled={!tool || isShut(tool)} onClick={() => void apply(true)}>
        {t("bulk.let")}
      </Button>
      <Button onClick={() => setAsks(true)}>{t("bulk.keep")}</Button>
      <IconButton name={t("bulk.clear")} icon={<X />} onClick={onClear} />
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        danger
        title={t("bulk.title", { count, shown: number(count), tool: tool?.name })}
        action={t("bulk.keep")}
        busy={busy}
        onConfirm={() => void apply(false)}
      >
        <p>{t("bulk.text")}</p>
      </Confirm>
    </section>
  );
}
