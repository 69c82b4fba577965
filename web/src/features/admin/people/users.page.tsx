import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Users as UsersIcon } from "lucide-react";
import { useId, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox } from "@/ui/form";
import { LateSearch } from "@/ui/late-search";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { FilterRow, ListCard } from "../list-card";
import type { UsersSearch } from "../search";
import { columnsOf } from "./columns";
import { usePeople } from "./data";
import { PersonSheet } from "./person-sheet";

export const Route = createLazyRoute("/admin/users")({ component: Users });

/** Everybody, and where they work. */
function Users() {
  const { t } = useTranslation("admin");
  const search = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/users" });
  const only = useId();
  const list = usePeople(search);
  const change = (to: Partial<UsersSearch>, replace = true) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace, resetScroll: false });
  const now = useRef(change);
  now.current = change;
  const columns = useMemo(() => columnsOf(t, (user) => now.current({ user }, false)), [t]);
  const { q, superusers, user } = search;
  return (
    <Page title={t("nav.users")} description={t("users.text")}>
      <ListCard
        label={t("nav.users")}
        of="people"
        list={list}
        columns={columns}
        keyOf={(person) => person.id}
        onClear={q || superusers ? () => change({ q: undefined, superusers: undefined }) : undefined}
        filters={
          <FilterRow>
            <div className="max-sm:w-full">
              <LateSearch label={t("users.search")} value={q ?? ""} onSearch={(q) => change({ q: q || undefined })} />
            </div>
            <span className="flex min-h-9 items-center gap-2 px-1 max-sm:w-full">
              <Checkbox
                id={only}
                checked={superusers ?? false}
                onChange={(event) => change({ superusers: event.target.checked || undefined })}
              />
              <label htmlFor={only} className="cursor-pointer">
                {t("users.onlySuperusers")}
              </label>
            </span>
          </FilterRow>
        }
        empty={
          <EmptyState icon={<UsersIcon />} title={t("users.none")}>
            {t("users.noneText")}
          </EmptyState>
        }
      />
      {user && <PersonSheet id={user} onClose={() => change({ user: undefined })} />}
    </Page>
  );
}
