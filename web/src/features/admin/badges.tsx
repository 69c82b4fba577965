import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Badge, type Tone } from "@/ui/badge";
import type { Seen } from "./restaurants/data";

type Schemas = components["schemas"];

const healths: Readonly<Record<Seen["health"], Tone>> = {
  ok: "good",
  closed: "plain",
  behind: "warn",
  suspended: "bad",
  deleted: "plain",
};

export function Health({ of }: { of: Seen["health"] }) {
  const { t } = useTranslation("admin");
  return (
    <Badge tone={healths[of]} dot>
      {t(`health.${of}`)}
    </Badge>
  );
}

type Agreement = Schemas["AdminSubscriptionBody"];
const agreements: Readonly<Record<Agreement["status"], Tone>> = {
  trialing: "info",
  active: "good",
  past_due: "warn",
  unpaid: "bad",
  cancelled: "plain",
};

export function AgreementState({ of }: { of: Pick<Agreement, "status" | "is_frozen"> }) {
  const { t } = useTranslation("admin");
  return (
    <span className="flex flex-wrap gap-1">
      <Badge tone={agreements[of.status]}>{t(`agreement.${of.status}`)}</Badge>
      {of.is_frozen && <Badge tone="info">{t("agreement.frozen")}</Badge>}
    </span>
  );
}

type Delivery = Schemas["DeliveryBody"];
const deliveries: Readonly<Record<Delivery["status"], Tone>> = {
  pending: "info",
  processed: "good",
  ignored: "plain",
  failed: "warn",
  parked: "bad",
};

export function DeliveryState({ of }: { of: Delivery["status"] }) {
  const { t } = useTranslation("admin");
  return <Badge tone={deliveries[of]}>{t(`delivery.${of}`)}</Badge>;
}
