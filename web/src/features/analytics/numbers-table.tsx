import { useTranslation } from "react-i18next";
import type { Line, Series } from "./lines";
import { usePointName } from "./point-name";

type Props = { lines: Line[]; interval: Series["interval"]; say: (value: number) => string };

/** The numbers that a chart draws, for whoever reads rather than sees them. */
export function NumbersTable({ lines, interval, say }: Props) {
  const { t } = useTranslation("analytics");
  const pointName = usePointName(interval);
  return (
    <details className="mt-4 text-sm">
      <summary className="w-fit rounded-sm text-muted hover:text-ink">{t("asTable")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className="relative mt-2 max-h-80 overflow-auto rounded-md border" aria-label={t("asTable")} tabIndex={0}>
        <table className="w-full text-right tabular-nums">
          <thead className="sticky top-0 bg-surface text-muted">
            <tr>
              <th scope="col" className="px-3 py-2 text-left font-medium">
                {t("time")}
              </th>
              {lines.map((line) => (
                <th key={line.name} scope="col" className="px-3 py-2 font-medium">
                  {line.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y">
            {(lines[0]?.points ?? []).map((point, at) => (
              <tr key={point.start}>
                <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap">
                  {pointName(point.start, "long")}
                </th>
                {lines.map((line) => (
                  <td key={line.name} className="px-3 py-1.5">
                    {say(line.points[at]?.value ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
