import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { day, time } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/button";
import { Banner } from "@/ui/states";
import { sayFailed } from "@/ui/toast";
import { endVisit, useHere } from "../who";

const second = 1_000; // milliseconds

/** What is true of all pages of the restaurant: that it is suspended, and why; that an operator is only visiting, and until when. */
export function Standing() {
  const { t } = useTranslation();
  const here = useHere();
  return (
    <div className="space-y-3 px-4 not-empty:pt-4 sm:px-6 lg:px-8">
      {here.visit && <Visiting visit={here.visit} />}
      {here.suspended && (
        <Banner tone="bad" title={t("suspended.title", { day: day(here.suspended.since) })}>
          <p>{here.suspended.reason}</p>
          <p className="mt-1">{t("suspended.text")}</p>
        </Banner>
      )}
    </div>
  );
}

function Visiting({ visit }: { visit: { id: number; reason: string; expires_at: string } }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const now = useNow(second);
  const end = api.useMutation("delete", "/api/admin/visits/{id}/", {
    onSuccess: () => {
      endVisit();
      void navigate({ to: "/admin" });
    },
    onError: (error) => sayFailed(t("visit.end"), error),
  });
  const left = Math.max(0, Math.floor((Date.parse(visit.expires_at) - now) / second));
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <Banner
      tone="warn"
      title={left > 0 ? t("visit.title", { until: time(visit.expires_at), left: clock }) : t("visit.over")}
      action={
        <Button size="sm" busy={end.isPending} onClick={() => end.mutate({ params: { path: { id: visit.id } } })}>
          {t("visit.end")}
        </Button>
      }
    >
      {t("visit.text", { reason: visit.reason })}
    </Banner>
  );
}
