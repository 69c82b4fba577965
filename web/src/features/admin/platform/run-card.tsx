import { useTranslation } from "react-i18next";
import { dayAndTime, number } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Banner } from "@/ui/states";
import type { Run } from "./migrations";

const tones: Readonly<Record<Run["state"], Tone>> = { running: "info", done: "good", failed: "bad" };

/** How the newest run of migrations goes, or went. */
export function RunCard({ run }: { run: Run }) {
  const { t } = useTranslation("admin");
  const share = run.total === 0 ? 1 : (run.done + run.failed) / run.total;
  const progress = t("migrations.progress", { done: number(run.done), total: number(run.total) });
  return (
    <Card aria-labelledby="run">
      <CardHeader
        id="run"
        title={t("migrations.newestRun")}
        description={
          run.finished_at
            ? t("migrations.fromTo", { from: dayAndTime(run.started_at), to: dayAndTime(run.finished_at) })
            : t("migrations.from", { from: dayAndTime(run.started_at) })
        }
        actions={
          <Badge tone={tones[run.state]} dot>
            {t(`run.${run.state}`)}
          </Badge>
        }
      />
      <CardBody className="space-y-3">
        <div
          role="progressbar"
          aria-label={t("migrations.newestRun")}
          aria-valuemin={0}
          aria-valuemax={run.total}
          aria-valuenow={run.done + run.failed}
          aria-valuetext={progress}
          className="h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${share * 100}%` }} />
        </div>
        <p className="text-sm text-muted tabular-nums">
          {progress}
          {run.failed > 0 && <span className="text-bad"> · {t("migrations.failedOf", { count: run.failed })}</span>}
        </p>
        {run.error && <Banner tone="bad">{run.error}</Banner>}
      </CardBody>
    </Card>
  );
}
