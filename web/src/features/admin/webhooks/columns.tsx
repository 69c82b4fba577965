import type { TFunction } from "i18next";
import { RotateCw } from "lucide-react";
import { dayAndTime, number } from "@/lib/format";
import { IconButton } from "@/ui/button";
import { type Column, TwoLines } from "@/ui/table";
import { DeliveryState } from "../badges";
import { RestaurantLink } from "../restaurants/link";
import { type Delivery, isUnfinished, nameOf } from "./data";

type On = { open: (delivery: Delivery) => void; again: (delivery: Delivery) => void; isUnder: (id: number) => boolean };

export function columnsOf(t: TFunction<"admin">, on: On): Column<Delivery>[] {
  return [
    {
      id: "type",
      header: t("webhooks.type"),
      width: "minmax(0, 1.8fr)",
      cell: (delivery) => (
        <TwoLines
          first={
            <button
              type="button"
              onClick={() => on.open(delivery)}
              className="max-w-full truncate rounded-sm text-left underline-offset-4 hover:underline"
            >
              {delivery.event_type || t("webhooks.untyped")}
            </button>
          }
          second={<Below delivery={delivery} />}
        />
      ),
    },
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.2fr)",
      hideBelow: "md",
      cell: ({ tenant_id: id }) =>
        id ? (
          <div className="truncate">
            <RestaurantLink id={id} />
          </div>
        ) : (
          <span className="text-muted">–</span>
        ),
    },
    {
      id: "status",
      header: t("webhooks.status"),
      width: "min(8rem, 24vw)",
      cell: (delivery) => <DeliveryState of={delivery.status} />,
    },
    {
      id: "attempts",
      header: t("webhooks.attempts"),
      width: "4rem",
      align: "end",
      hideBelow: "md",
      cell: (delivery) => number(delivery.attempts),
    },
    {
      id: "received",
      header: t("webhooks.received"),
      width: "11.5rem",
      hideBelow: "lg",
      className: "text-muted tabular-nums",
      cell: (delivery) => dayAndTime(delivery.received_at),
    },
    {
      id: "replay",
      header: <span className="sr-only">{t("replay.action")}</span>,
      width: "2.25rem",
      align: "end",
      cell: (delivery) =>
        isUnfinished(delivery) && (
          <IconButton
            size="iconSm"
            icon={<RotateCw />}
            name={t("replay.actionNamed", { what: delivery.event_type })}
            disabled={on.isUnder(delivery.id)}
            onClick={() => on.again(delivery)}
          />
        ),
    },
  ];
}

/** What tells a delivery from others of its kind; where there is no column for it, when it came. */
function Below({ delivery: { last_error: error, source, external_id: id, received_at: at } }: { delivery: Delivery }) {
  return (
    <>
      <span className="lg:hidden">{[dayAndTime(at), error].filter(Boolean).join(" · ")}</span>
      <span className="max-lg:hidden">{error || [nameOf(source), id].filter(Boolean).join(" · ")}</span>
    </>
  );
}
