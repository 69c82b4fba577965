import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { useHere, useTenant } from "@/app/who";
import { number } from "@/lib/format";
import { may } from "@/lib/permissions";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState, NothingFound } from "@/ui/states";
import { Table } from "@/ui/table";
import { useChanges } from "./changes";
import { columnsOf } from "./columns";
import { useMembers, usePowers } from "./data";
import { FileMenu } from "./file-menu";
import { Filters } from "./filters";
import { InviteSheet } from "./invite-sheet";
import { MemberSheet } from "./member-sheet";
import type { OnMember, Question } from "./menu";
import { OwnershipBanner } from "./ownership-banner";
import { Questions } from "./questions";
import type { MembersSearch } from "./search";
import { StaffTabs } from "./tabs";

export const Route = createLazyRoute("/_in/r/$restaurant/staff")({ component: Members });

function Members() {
  const { t } = useTranslation("staff");
  const search = Route.useSearch();
  const navigate = useNavigate({ from: "/r/$restaurant/staff" });
  const here = useHere();
  const powers = usePowers();
  const [question, setQuestion] = useState<{ of: Question; member: Member } | null>(null);
  const change = (to: Partial<MembersSearch>, replace = true) =>
    void navigate({ to: ".", search: (before: MembersSearch) => ({ ...before, ...to }), replace, resetScroll: false });
  const changes = useChanges();
  // The rows keep what they were given, whatever changes here.
  const now = useRef({ change, changes });
  now.current = { change, changes };
  const on = useMemo<OnMember>(
    () => ({
      open: (member) => now.current.change({ member: member.id }, false),
      ask: (of, member) => setQuestion({ of, member }),
      setActive: (member, active) => void now.current.changes.setActive(member, active),
      resend: (member) => void now.current.changes.resend(member),
      revoke: (member) => void now.current.changes.revoke(member),
    }),
    [],
  );
  return (
    <Page
      title={t("title")}
      description={t("text")}
      actions={
        <>
          {may(here, "staff.view") && <FileMenu manages={powers.manages} />}
          {powers.manages && (
            <Button tone="primary" onClick={() => change({ invite: true }, false)}>
              <UserPlus aria-hidden /> {t("invite.action")}
            </Button>
          )}
        </>
      }
    >
      <StaffTabs />
      <OwnershipBanner powers={powers} />
      <List search={search} change={change} on={on} />
      <InviteSheet open={search.invite === true && powers.manages} onClose={() => change({ invite: undefined })} />
      {search.member && <MemberSheet id={search.member} powers={powers} on={on} onClose={() => change({ member: undefined })} />}
      <Questions question={question} powers={powers} onClose={() => setQuestion(null)} />
    </Page>
  );
}

type ListProps = { search: MembersSearch; change: (to: Partial<MembersSearch>, replace?: boolean) => void; on: OnMember };

function List({ search, change, on }: ListProps) {
  const { t } = useTranslation("staff");
  const powers = usePowers();
  const currency = useTenant()?.currency ?? "USD";
  const list = useMembers(search);
  const columns = useMemo(() => columnsOf(t, currency, powers, on), [t, currency, powers, on]);
  const narrowed = Boolean(search.q || search.role || search.state);
  const { count } = list.rows;
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3 border-b px-5 py-3">
        <Filters search={search} onChange={change} />
        <p className="text-sm text-muted tabular-nums" role="status">
          {!list.isPending && t("count", { count, shown: number(count) })}
        </p>
      </div>
      {list.isPending ? (
        <SkeletonRows rows={8} />
      ) : list.error && count === 0 ? (
        <ErrorState error={list.error} onRetry={list.refetch} />
      ) : count === 0 && narrowed ? (
        <NothingFound onClear={() => change({ q: undefined, role: undefined, state: undefined })} />
      ) : (
        <Table
          label={t("tabs.members")}
          columns={columns}
          rows={list.rows}
          keyOf={(member) => member.id}
          order={search.order}
          onOrder={(order) => change({ order })}
        />
      )}
      {count === 1 && !narrowed && powers.manages && (
        <div className="border-t">
          <EmptyState
            icon={<UserPlus />}
            title={t("alone.title")}
            action={
              <Button tone="primary" onClick={() => change({ invite: true }, false)}>
                {t("invite.action")}
              </Button>
            }
          >
            {t("alone.text")}
          </EmptyState>
        </div>
      )}
    </Card>
  );
}
