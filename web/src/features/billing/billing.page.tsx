import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Plan, Subscription } from "@/api/types";
import { Shut } from "@/app/shell/frame";
import { useHere } from "@/app/who";
import { mayAll } from "@/lib/permissions";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { Banner, ErrorState } from "@/ui/states";
import { useActs } from "./acts";
import type { Choice } from "./choice";
import { MoveDialog } from "./move-dialog";
import { useMoving } from "./moving";
import { usePaying } from "./paying";
import { Payments } from "./payments";
import { Plans } from "./plans";
import { balanceQuery, plansQuery, subscriptionQuery } from "./queries";
import { Returned } from "./returned";
import { isRunning } from "./standing";
import { StandingCard } from "./standing-card";
import { Disputes, Notices } from "./told";
import { Usage } from "./usage";

export const Route = createLazyRoute("/_in/r/$restaurant/billing")({ component: Billing });

/** What the restaurant pays for, and everything that its owner can do about it. */
function Billing() {
  const { t } = useTranslation("billing");
  const here = useHere();
  if (!mayAll(here)) return <Shut title={t("shut")}>{t("shutText", { restaurant: here.name })}</Shut>;
  return (
    <Page title={t("title")} description={t("about")}>
      <Bills />
    </Page>
  );
}

function Bills() {
  const { data: sub, ...subscription } = useQuery(subscriptionQuery);
  const { data: plans, ...onSale } = useQuery(plansQuery);
  const failed = subscription.error ?? onSale.error;
  if (failed) {
    const retry = () => {
      void subscription.refetch();
      void onSale.refetch();
    };
    return <ErrorState error={failed} onRetry={retry} />;
  }
  if (sub === undefined || !plans) return <Waiting />;
  return <Loaded sub={sub} plans={plans} />;
}

function Waiting() {
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-3" aria-hidden>
      <Skeleton className="h-64 lg:col-span-2" />
      <Skeleton className="h-64" />
      <Skeleton className="h-96 lg:col-span-3" />
    </div>
  );
}

function Loaded({ sub, plans }: { sub: Subscription | null; plans: Plan[] }) {
  const { t } = useTranslation("billing");
  const { reference = "" } = Route.useSearch();
  const here = useHere();
  const balance = useQuery(balanceQuery).data ?? {};
  const paying = usePaying();
  const acts = useActs(paying);
  const moving = useMoving(acts, paying.go);
  const choose = (choice: Choice) => {
    const name = `choose ${choice.plan_id}`;
    // A running subscription is moved, once its owner has seen what that costs; any other begins with a payment.
    void acts.run(name, () => (isRunning(sub) ? moving.preview(choice) : paying.pay(choice)));
  };
  return (
    <>
      <Returned reference={reference} busy={acts.busy !== ""} onRetry={acts.pay} />
      {paying.leaving && <Banner className="mb-6" title={t("leaving")} />}
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-3">
        <div className="flex flex-col gap-6 lg:col-span-2">
          <StandingCard sub={sub} balance={balance} acts={acts} />
          <Disputes />
          <Notices />
        </div>
        {!here.suspended && <Usage />}
        <div className="space-y-6 lg:col-span-3">
          {!here.suspended && <Plans plans={plans} sub={sub} acts={acts} onChoose={choose} />}
          <Payments acts={acts} />
        </div>
      </div>
      {sub && (
        <MoveDialog quote={moving.quote} sub={sub} busy={acts.busy === "move"} onClose={moving.stop} onMove={moving.move} />
      )}
    </>
  );
}
