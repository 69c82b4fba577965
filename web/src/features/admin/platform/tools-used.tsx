import { useTranslation } from "react-i18next";
import { number } from "@/lib/format";
import { Card, CardBody, CardHeader } from "@/ui/card";
import type { Platform } from "./figures";

type Used = NonNullable<Platform["tools"]>;

/** The tools that reported anything, the busiest first. */
export function ToolsUsed({ list }: { list: Used }) {
  const { t } = useTranslation("admin");
  return (
    <Card aria-labelledby="tools-used">
      <CardHeader id="tools-used" title={t("analytics.tools")} description={t("analytics.toolsText")} />
      <CardBody>
        {list.length === 0 ? (
          <p className="text-muted">{t("analytics.noTools")}</p>
        ) : (
          <table className="w-full">
            <thead className="text-xs text-muted">
              <tr className="border-b">
                <th scope="col" className="py-1.5 text-left font-medium">
                  {t("analytics.tool")}
                </th>
                <th scope="col" className="py-1.5 text-right font-medium">
                  {t("nav.restaurants")}
                </th>
                <th scope="col" className="py-1.5 text-right font-medium">
                  {t("analytics.events")}
                </th>
              </tr>
            </thead>
            <tbody className="tabular-nums">
              {list.map((tool) => (
                <tr key={tool.tool_id ?? "staff"} className="border-b last:border-0">
                  <th scope="row" className="py-2 text-left font-medium">
                    {tool.tool_id === null ? t("analytics.staff") : tool.name}
                  </th>
                  <td className="py-2 text-right">{number(tool.restaurants)}</td>
                  <td className="py-2 text-right">{number(tool.events)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </CardBody>
    </Card>
  );
}
