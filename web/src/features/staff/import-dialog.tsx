import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "@/api/client";
import type { components } from "@/api/schema";
import { number } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Checkbox } from "@/ui/form";
import { SkeletonRows } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { refreshStaff } from "./data";
import { FilePicker } from "./file-picker";
import { ImportReport } from "./import-report";

export type Report = components["schemas"]["ImportOutputBody"];
type Try = { file: File; dry: boolean; atomic: boolean };

async function send({ file, dry, atomic }: Try): Promise<Report> {
  const headers = { "Content-Type": "text/csv", "Idempotency-Key": crypto.randomUUID() };
  const response = await ask(`/api/staff/members/import/?dry_run=${dry}&atomic=${atomic}`, {
    method: "POST",
    headers,
    body: file,
  });
  return (await response.json()) as Report;
}

/** Brings staff in from a file: first it is only looked at, and says what would become of each line. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  const id = useId();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [atomic, setAtomic] = useState(false);
  const dry = useMutation({ mutationFn: send });
  const real = useMutation({ mutationFn: send, onSuccess: () => refreshStaff(queries) });
  const choose = (chosen: File) => {
    setFile(chosen);
    dry.mutate({ file: chosen, dry: true, atomic: false });
  };
  const again = () => {
    setFile(null);
    dry.reset();
    real.reset();
  };
  const good = dry.data ? dry.data.lines.length - dry.data.failed : 0;
  const blocked = good === 0 || (atomic && (dry.data?.failed ?? 0) > 0);
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={t("import.title")}
      description={t("import.text")}
      footer={
        real.data ? (
          <Button tone="primary" onClick={onClose}>
            {t("common:close")}
          </Button>
        ) : dry.data && file ? (
          <>
            <Button onClick={again}>{t("import.other")}</Button>
            <Button
              tone="primary"
              busy={real.isPending}
              disabled={blocked}
              onClick={() => real.mutate({ file, dry: false, atomic })}
            >
              {t("import.do", { count: good, shown: number(good) })}
            </Button>
          </>
        ) : null
      }
    >
      {!file && <FilePicker onFile={choose} />}
      {dry.isPending && (
        <div role="status" aria-label={t("import.checking")}>
          <p className="mb-2 text-muted">{t("import.checking")}</p>
          <SkeletonRows rows={4} />
        </div>
      )}
      {(real.error ?? dry.error) && (
        <ErrorState error={real.error ?? dry.error} onRetry={() => (real.error && file ? real.reset() : again())} />
      )}
      {real.data ? (
        <ImportReport report={real.data} done />
      ) : (
        dry.data &&
        !real.error && (
          <>
            <ImportReport report={dry.data} />
            {dry.data.failed > 0 && good > 0 && (
              <div className="mt-4 flex items-center gap-2.5">
                <Checkbox id={id} checked={atomic} onChange={(event) => setAtomic(event.target.checked)} />
                <label htmlFor={id}>{t("import.atomic")}</label>
              </div>
            )}
          </>
        )
      )}
    </Dialog>
  );
}
