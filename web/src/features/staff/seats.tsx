import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHere } from "@/app/who";
import { mayAll } from "@/lib/permissions";
import { Button } from "@/ui/button";
import { Meter } from "@/ui/meter";
import { Banner } from "@/ui/states";
import { useEntitlements } from "./data";

/** How many of the plan's seats are taken, and what to do when all are. */
export function Seats() {
  const { t } = useTranslation("staff");
  const here = useHere();
  const { data } = useEntitlements(true);
  if (!data) return null;
  const full = data.max_staff >= 0 && data.used.staff >= data.max_staff;
  const isOwner = mayAll(here);
  return (
    <div className="space-y-3">
      <Meter
        label={data.status === "trial" ? t("seats.trial") : t("seats.label", { plan: data.plan })}
        used={data.used.staff}
        limit={data.max_staff}
        unlimited={t("seats.unlimited")}
      />
      {full && (
        <Banner
          tone="warn"
          title={t("seats.full")}
          action={
            isOwner && (
              <Button asChild size="sm">
                <Link to="/r/$restaurant/billing" params={{ restaurant: here.slug }}>
                  {t("seats.billing")}
                </Link>
              </Button>
            )
          }
        >
          {t(isOwner ? "seats.fullOwner" : "seats.fullOther")}
        </Banner>
      )}
    </div>
  );
}
