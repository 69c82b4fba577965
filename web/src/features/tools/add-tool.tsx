import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PackageCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useHere } from "@/app/who";
import { mayAll } from "@/lib/permissions";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { say, sayFailed } from "@/ui/toast";
import { type Offer, refreshTools, useOffers, useTools } from "./data";
import { toolText } from "./descriptions";
import { ToolIcon } from "./icon";

/** The platform's tools that the restaurant does not have yet. */
export function AddTool({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("tools");
  const offers = useOffers();
  const installed = new Set(useTools().data?.results.map((tool) => tool.id));
  const list = offers.data?.results.filter((offer) => offer.is_active && !installed.has(offer.id)) ?? [];
  return (
    <Dialog open size="md" onClose={onClose} title={t("add.title")} description={t("add.text")}>
      {offers.isPending ? (
        <SkeletonRows rows={3} />
      ) : offers.error ? (
        <ErrorState error={offers.error} onRetry={() => void offers.refetch()} />
      ) : list.length === 0 ? (
        <EmptyState icon={<PackageCheck />} title={t("add.all")}>
          {t("add.allText")}
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {list.map((offer) => (
            <OfferRow key={offer.id} offer={offer} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function OfferRow({ offer }: { offer: Offer }) {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const here = useHere();
  const { name } = offer;
  const install = api.useMutation("post", "/api/tools/available/", {
    onSuccess: async () => {
      await refreshTools(queries);
      say(t("add.done", { name }));
    },
    onError: (error) => sayFailed(t("add.failed", { name }), error),
  });
  const shut = offer.in_plan === false;
  return (
    <li className="flex flex-wrap items-center gap-3 py-3.5">
      <ToolIcon icon={offer.icon} muted={shut} />
      <div className="min-w-40 grow basis-40">
        <p className="font-medium">{name}</p>
        <p className="text-sm text-muted">{toolText(t, offer)}</p>
      </div>
      {!shut ? (
        <Button
          busy={install.isPending}
          aria-label={t("add.installNamed", { name })}
          onClick={() => install.mutate({ body: { tool_id: offer.id } })}
        >
          {t("add.install")}
        </Button>
      ) : mayAll(here) ? (
        <Button asChild>
          <Link to="/r/$restaurant/billing" params={{ restaurant: here.slug }}>
            {t("card.plans")}
          </Link>
        </Button>
      ) : (
        <Badge>{t("add.notInPlan")}</Badge>
      )}
    </li>
  );
}
