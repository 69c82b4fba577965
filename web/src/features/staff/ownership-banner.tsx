import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { hereQuery, restaurantsQuery, useHere, useTimeZone } from "@/app/who";
import { dayAndTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Banner } from "@/ui/states";
import { say, sayFailed } from "@/ui/toast";
import { type Powers, refreshStaff } from "./data";

/** The restaurant is offered to somebody: its owner can take that back, and the other one answer. */
export function OwnershipBanner({ powers }: { powers: Powers }) {
  const { t } = useTranslation("staff");
  const zone = useTimeZone();
  const offer = api.useQuery("get", "/api/staff/ownership/").data?.offer;
  const heir = api.useQuery(
    "get",
    "/api/staff/members/{id}/",
    { params: { path: { id: offer?.member_id ?? 0 } } },
    { enabled: Boolean(offer) },
  ).data;
  if (!offer) return null;
  const when = dayAndTime(offer.expires_at, zone);
  return powers.owns ? (
    <Banner className="mb-6" title={t("offer.open", { name: heir?.user.display_name ?? "…" })} action={<Withdraw />}>
      {t("offer.until", { when })}
    </Banner>
  ) : (
    <Banner className="mb-6" title={t("offer.yours")} action={<Answer />}>
      {t("offer.until", { when })}
    </Banner>
  );
}

function useDone() {
  const queries = useQueryClient();
  const here = useHere();
  return async (text: string) => {
    say(text);
    await Promise.all([
      refreshStaff(queries),
      queries.invalidateQueries({ queryKey: hereQuery(here.slug).queryKey }),
      queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey }),
    ]);
  };
}

function Withdraw() {
  const { t } = useTranslation("staff");
  const done = useDone();
  const withdraw = api.useMutation("delete", "/api/staff/ownership/", {
    onSuccess: () => done(t("did.withdrawn")),
    onError: (error) => sayFailed(t("offer.failed"), error),
  });
  return (
    <Button size="sm" busy={withdraw.isPending} onClick={() => withdraw.mutate({})}>
      {t("offer.withdraw")}
    </Button>
  );
}

function Answer() {
  const { t } = useTranslation("staff");
  const done = useDone();
  const here = useHere();
  const [asks, setAsks] = useState(false);
  const onError = (error: unknown) => sayFailed(t("offer.failed"), error);
  const accept = api.useMutation("post", "/api/staff/ownership/accept/", {
    onSuccess: () => {
      setAsks(false);
      return done(t("did.accepted", { name: here.name }));
    },
    onError,
  });
  const decline = api.useMutation("post", "/api/staff/ownership/decline/", { onSuccess: () => done(t("did.declined")), onError });
  return (
    <span className="flex gap-2">
      <Button size="sm" busy={decline.isPending} onClick={() => decline.mutate({})}>
        {t("offer.decline")}
      </Button>
      <Button size="sm" tone="primary" onClick={() => setAsks(true)}>
        {t("offer.accept")}
      </Button>
      <Confirm
        open={asks}
        onClose={() => setAsks(false)}
        title={t("offer.acceptTitle", { name: here.name })}
        action={t("offer.accept")}
        busy={accept.isPending}
        onConfirm={() => accept.mutate({})}
      >
        <p>{t("offer.acceptText")}</p>
      </Confirm>
    </span>
  );
}
