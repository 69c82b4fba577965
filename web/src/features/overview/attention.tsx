import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { useHere, useProfile } from "@/app/who";
import { day } from "@/lib/format";
import { useNow } from "@/lib/now";
import { may, mayAll } from "@/lib/permissions";
import { Button } from "@/ui/button";
import { Banner } from "@/ui/states";
import { agreedQuery, entitlementsQuery, offerQuery } from "./data";
import { worries } from "./worries";

/** What somebody has to see to, the most urgent first. Nothing when all is well. */
export function Attention() {
  const { t } = useTranslation("overview");
  const here = useHere();
  const now = useNow(60_000);
  const profile = useProfile();
  const isOwner = mayAll(here);
  const entitlements = useQuery(entitlementsQuery);
  const agreed = useQuery({ ...agreedQuery, enabled: isOwner });
  const offer = useQuery({ ...offerQuery, enabled: !profile.is_superuser });
  const me = api.useQuery("get", "/api/staff/members/me/", undefined, { enabled: Boolean(offer.data?.offer), retry: false });
  const list = worries({
    here,
    now,
    entitlements: entitlements.data,
    subscription: agreed.data?.results[0],
    offeredToMe: Boolean(offer.data?.offer && offer.data.offer.member_id === me.data?.id),
    isOwner,
    mayHire: may(here, "staff.manage"),
  });
  const params = { restaurant: here.slug };
  return (
    <div className="space-y-3 not-empty:mb-6">
      {list.map((worry) => (
        <Banner
          key={worry.kind}
          tone={worry.tone}
          title={t(`worries.${worry.kind}.title`, { count: worry.days ?? 0, day: worry.at && day(worry.at) })}
          action={
            worry.to && (
              <Button asChild size="sm">
                <Link to={worry.to} params={params}>
                  {t(`worries.${worry.kind}.action`)}
                </Link>
              </Button>
            )
          }
        >
          {t(`worries.${worry.kind}.text`)}
        </Banner>
      ))}
    </div>
  );
}
