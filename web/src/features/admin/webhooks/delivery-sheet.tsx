import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { dayAndTime, number } from "@/lib/format";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { Banner, ErrorState } from "@/ui/states";
import { DeliveryState } from "../badges";
import { RestaurantLink } from "../restaurants/link";
import { Written } from "../written";
import { type Delivery, deliveryQuery, isReplayable, nameOf, type WholeDelivery } from "./data";

type Props = { id: number; busy: boolean; onReplay: (delivery: Delivery) => void; onClose: () => void };

/** All of one delivery: what it says, and what became of it. */
export function DeliverySheet({ id, busy, onReplay, onClose }: Props) {
  const { t } = useTranslation("admin");
  const delivery = useQuery(deliveryQuery(id));
  const { data } = delivery;
  return (
    <Dialog
      as="sheet"
      open
      onClose={onClose}
      title={data?.event_type || t("webhooks.one")}
      description={data && t("webhooks.from", { source: nameOf(data.source), when: dayAndTime(data.received_at) })}
      footer={
        data &&
        isReplayable(data) && (
          <Button tone="primary" busy={busy} onClick={() => onReplay(data)}>
            <RotateCw aria-hidden />
            {t("replay.action")}
          </Button>
        )
      }
    >
      {delivery.isPending && <Skeleton className="h-72" />}
      {delivery.error && !data && <ErrorState error={delivery.error} onRetry={() => void delivery.refetch()} />}
      {data && <Details delivery={data} />}
    </Dialog>
  );
}

function Details({ delivery }: { delivery: WholeDelivery }) {
  const { t } = useTranslation("admin");
  const facts: [string, ReactNode][] = [
    [t("webhooks.status"), <DeliveryState key="status" of={delivery.status} />],
    [t("webhooks.attempts"), number(delivery.attempts)],
  ];
  if (delivery.processed_at) facts.push([t("webhooks.processed"), dayAndTime(delivery.processed_at)]);
  if (delivery.tenant_id) facts.push([t("restaurants.name"), <RestaurantLink key="restaurant" id={delivery.tenant_id} />]);
  return (
    <div className="space-y-5">
      {delivery.last_error && (
        <Banner tone={delivery.status === "parked" ? "bad" : "warn"} title={t("webhooks.lastError")}>
          <p className="break-words">{delivery.last_error}</p>
        </Banner>
      )}
      <Facts of={facts} />
      {delivery.external_id && (
        <div>
          <p className="mb-1.5 text-sm text-muted">{t("webhooks.externalId")}</p>
          <CopyField value={delivery.external_id} label={t("webhooks.externalId")} />
        </div>
      )}
      <Written
        title={t(delivery.payload_format === "base64" ? "webhooks.payloadBytes" : "webhooks.payload")}
        value={delivery.payload}
      />
      {delivery.result !== null && delivery.result !== undefined && (
        <Written title={t("webhooks.result")} value={delivery.result} />
      )}
    </div>
  );
}
