import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { number } from "@/lib/format";
import type { Report } from "./import-dialog";

const shown = 200; // lines; nobody reads more of them in a window

/** What became, or would become, of a file: how many lines are good, and what is wrong with each of the others. */
export function ImportReport({ report, done = false }: { report: Report; done?: boolean }) {
  const { t } = useTranslation("staff");
  const lines = report.lines ?? [];
  const bad = lines.filter((line) => line.status === "failed");
  const good = done ? report.created : lines.length - report.failed;
  return (
    <div className="space-y-4" role="status">
      <div className="grid gap-3 sm:grid-cols-2">
        <p className="flex items-center gap-2.5 rounded-lg bg-good-soft px-4 py-3 text-good">
          <CircleCheck className="size-5 shrink-0" aria-hidden />
          {t(done ? "import.created" : "import.good", { count: good, shown: number(good) })}
        </p>
        {report.failed > 0 && (
          <p className="flex items-center gap-2.5 rounded-lg bg-bad-soft px-4 py-3 text-bad">
            <CircleAlert className="size-5 shrink-0" aria-hidden />
            {t("import.bad", { count: report.failed, shown: number(report.failed) })}
          </p>
        )}
      </div>
      {bad.length > 0 && (
        <ul className="divide-y rounded-lg border">
          {bad.slice(0, shown).map((line) => (
            <li key={line.line} className="flex gap-4 px-4 py-2.5 text-sm">
              <span className="w-20 shrink-0 text-muted tabular-nums">{t("import.line", { line: number(line.line) })}</span>
              <span className="min-w-0">
                {sayLine(line, t("import.code.other"), t("import.code.plan_limit"), t("import.code.permission_escalation"))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {bad.length > shown && (
        <p className="text-sm text-muted">{t("import.more", { count: bad.length - shown, shown: number(bad.length - shown) })}</p>
      )}
    </div>
  );
}

/** What is wrong with a line: with its columns, or with the restaurant's plan or the person's rights. */
function sayLine(line: NonNullable<Report["lines"]>[number], other: string, full: string, tooMuch: string): string {
  const errors = Object.entries(line.errors ?? {}).map(([column, texts]) => `${column}: ${(texts ?? []).join(" ")}`);
  if (errors.length > 0) return errors.join(" ");
  if (line.code === "plan_limit") return full;
  if (line.code === "permission_escalation") return tooMuch;
  return line.code ? `${other} (${line.code})` : other;
}
