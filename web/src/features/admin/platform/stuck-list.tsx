import { useTranslation } from "react-i18next";
import { dayAndTime, number } from "@/lib/format";
import { Card, CardHeader } from "@/ui/card";
import { RestaurantLink } from "../restaurants/link";
import type { Migrations } from "./migrations";

/** The restaurants that could not be brought up, and why. */
export function StuckList({ list, count }: { list: Migrations["failed"]; count: number }) {
  const { t } = useTranslation("admin");
  if (!list?.length) return null;
  return (
    <Card aria-labelledby="stuck">
      <CardHeader
        id="stuck"
        title={t("migrations.failed")}
        description={
          count > list.length ? t("migrations.firstOf", { shown: number(list.length), all: number(count) }) : undefined
        }
      />
      <ul className="divide-y border-t">
        {list.map((stuck) => (
          <li key={stuck.tenant_id} className="px-5 py-3">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">
                <RestaurantLink id={stuck.tenant_id} name={stuck.name} />
              </span>
              <span className="text-sm text-muted">
                {t("plans.numbered", { version: stuck.version })} · {dayAndTime(stuck.at)}
              </span>
            </div>
            <p className="font-mono text-sm break-words text-bad">{stuck.error}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
