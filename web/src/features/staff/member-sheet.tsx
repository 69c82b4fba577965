import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Member } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { dayAndTime, plainDay } from "@/lib/format";
import { roleName, roleText } from "@/lib/role-names";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Facts } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { Banner, ErrorState } from "@/ui/states";
import type { Powers } from "./data";
import { MemberForm } from "./member-form";
import type { OnMember } from "./menu";
import { StateBadge, stateOf } from "./state";

type Props = { id: number; powers: Powers; on: OnMember; onClose: () => void };

/** Everything about one member; for who manages them a form. */
export function MemberSheet({ id, powers, on, onClose }: Props) {
  const { t } = useTranslation(["staff", "common"]);
  const formId = useId();
  const member = api.useQuery("get", "/api/staff/members/{id}/", { params: { path: { id } } });
  const edits = member.data !== undefined && powers.mayEdit(member.data);
  return (
    <Dialog
      as="sheet"
      open
      onClose={onClose}
      title={member.data?.user.display_name ?? t("member.title")}
      footer={
        edits && (
          <>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button type="submit" form={formId} tone="primary">
              {t("common:save")}
            </Button>
          </>
        )
      }
    >
      {member.isPending && (
        <div className="space-y-3">
          <Skeleton className="h-12" />
          <Skeleton className="h-40" />
        </div>
      )}
      {member.error && <ErrorState error={member.error} onRetry={() => void member.refetch()} />}
      {member.data && (
        <div className="space-y-5">
          <Head member={member.data} powers={powers} on={on} />
          {edits ? (
            <MemberForm key={member.data.id} id={formId} member={member.data} powers={powers} onDone={onClose} />
          ) : (
            <ReadOnly member={member.data} powers={powers} />
          )}
        </div>
      )}
    </Dialog>
  );
}

function Head({ member, powers, on }: { member: Member; powers: Powers; on: OnMember }) {
  const { t } = useTranslation("staff");
  const zone = useTimeZone();
  const { invitation } = member;
  return (
    <>
      <div className="flex items-center gap-3">
        <Avatar name={member.user.display_name} className="size-11" />
        <div className="min-w-0 grow">
          <a href={`mailto:${member.user.email}`} className="block truncate text-muted underline-offset-4 hover:underline">
            {member.user.email}
          </a>
          <p className="truncate">{roleName(member.role.name)}</p>
        </div>
        <StateBadge member={member} t={t} />
      </div>
      {invitation && !member.is_active && (
        <Banner
          tone={stateOf(member) === "failed" ? "bad" : stateOf(member) === "expired" ? "warn" : "info"}
          title={t(`invitation.${invitation.status}`)}
          action={
            powers.mayMove(member) && (
              <Button size="sm" onClick={() => on.resend(member)}>
                {t("menu.resend")}
              </Button>
            )
          }
        >
          {invitation.reason && <p>{invitation.reason}</p>}
          {invitation.status === "pending" && <p>{t("invitation.until", { when: dayAndTime(invitation.expires_at, zone) })}</p>}
        </Banner>
      )}
    </>
  );
}

function ReadOnly({ member, powers }: { member: Member; powers: Powers }) {
  const { t } = useTranslation("staff");
  const beyond = powers.manages ? powers.beyond(member.role) : [];
  const role = roleName(member.role.name);
  return (
    <>
      {beyond.length > 0 && <Banner>{t("member.beyond", { role })}</Banner>}
      <Facts
        of={[
          [t("field.role"), member.role.description ? t("member.role", { role, text: roleText(member.role.description) }) : role],
          [t("field.department"), member.department || t("member.none")],
          [t("field.hired"), plainDay(member.hired_date, "long")],
          [t("field.employee"), member.employee_id || t("member.none")],
        ]}
      />
    </>
  );
}
