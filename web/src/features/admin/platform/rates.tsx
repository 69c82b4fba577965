import { useTranslation } from "react-i18next";
import { number, percent } from "@/lib/format";
import { Figure } from "../figure";
import type { Platform } from "./figures";

/** The share of the trials that ended in a subscription. */
export function Trials({ of: { converted, ended, rate } }: { of: Platform["trials"] }) {
  const { t } = useTranslation("admin");
  const none = ended === 0;
  return (
    <Figure
      label={t("figure.trials")}
      below={none ? t("figure.noTrials") : t("figure.trialsOf", { converted: number(converted), ended: number(ended) })}
    >
      {none ? "–" : percent(rate)}
    </Figure>
  );
}

/** The share of the subscriptions that ended, of those that there were when the time began. */
export function Churn({ of: { ended, at_start: all, rate } }: { of: Platform["churn"] }) {
  const { t } = useTranslation("admin");
  const none = all === 0;
  return (
    <Figure
      label={t("figure.churn")}
      below={none ? t("figure.noChurn") : t("figure.churnOf", { ended: number(ended), all: number(all) })}
    >
      {none ? "–" : percent(rate)}
    </Figure>
  );
}
