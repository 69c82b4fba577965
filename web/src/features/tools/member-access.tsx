import { Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role, Tool } from "@/api/types";
import { number } from "@/lib/format";
import { roleName } from "@/lib/role-names";
import { Card, CardHeader } from "@/ui/card";
import { Select } from "@/ui/form";
import { LateSearch } from "@/ui/late-search";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState, NothingFound } from "@/ui/states";
import { Table } from "@/ui/table";
import { useAccessChanges } from "./access-changes";
import { useColumns } from "./access-columns";
import { idsOf, useMatrix } from "./access-data";
import { BulkBar } from "./bulk-bar";
import { useNarrow } from "./narrow";
import type { AccessSearch } from "./search";

type Props = {
  search: AccessSearch;
  change: (to: AccessSearch) => void;
  roles: Role[];
  tools: Tool[];
  pairs: ReadonlySet<string>;
};

const beside = 6; // tools that there is room for beside the names
const most = 1_000; // members that can be changed at once

/** Members by tools: who may open what, and why. */
export function MemberAccess({ search, change, roles, tools, pairs }: Props) {
  const { t } = useTranslation("tools");
  const list = useMatrix(search);
  const narrow = useNarrow();
  const { setMember } = useAccessChanges();
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [single, setSingle] = useState(tools[0]?.id);
  const one = narrow || tools.length > beside;
  const shown = one ? tools.filter((tool) => tool.id === single) : tools;
  const ownerRole = roles.find((role) => role.is_owner)?.id;
  const { count } = list.rows;
  const only = list.rows.at(0);
  const toggle = (id: number) =>
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id) && next.size < most) next.add(id);
      return next;
    });
  const selectAll = async () => setSelected(new Set(await idsOf(search, count, ownerRole)));
  const clear = () => setSelected(new Set());
  const all = (on: boolean) => (on ? void selectAll() : clear());
  const columns = useColumns({
    tools: shown,
    pairs,
    ownerRole,
    selected,
    toggle,
    all,
    maySelect: count > 1 || only === undefined || only.role_id !== ownerRole,
    mayAll: count <= most,
    set: setMember,
  });
  return (
    <>
      <Card>
        <CardHeader title={t("access.single")} description={t("access.singleText")} />
        <div className="flex flex-wrap items-center justify-between gap-3 border-y px-5 py-3">
          <search className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:w-full">
            <LateSearch label={t("access.search")} value={search.q ?? ""} onSearch={(q) => change({ q: q || undefined })} />
            <Select
              aria-label={t("access.role")}
              className="sm:w-auto sm:max-w-56"
              value={search.role ?? ""}
              onChange={(event) => change({ role: Number(event.target.value) || undefined })}
            >
              <option value="">{t("access.anyRole")}</option>
              {roles.map((role) => (
                <option key={role.id} value={role.id}>
                  {roleName(role.name)}
                </option>
              ))}
            </Select>
            {one && (
              <Select
                aria-label={t("access.tool")}
                className="sm:w-auto"
                value={single}
                onChange={(event) => setSingle(Number(event.target.value))}
              >
                {tools.map((tool) => (
                  <option key={tool.id} value={tool.id}>
                    {tool.name}
                  </option>
                ))}
              </Select>
            )}
          </search>
          <p className="text-sm text-muted tabular-nums" role="status">
            {!list.isPending && t("access.members", { count, shown: number(count) })}
          </p>
        </div>
        {list.isPending ? (
          <SkeletonRows rows={8} />
        ) : list.error && count === 0 ? (
          <ErrorState error={list.error} onRetry={list.refetch} />
        ) : count === 0 && (search.q || search.role) ? (
          <NothingFound onClear={() => change({ q: undefined, role: undefined })} />
        ) : count === 0 ? (
          <EmptyState icon={<Users />} title={t("access.nobody")} />
        ) : (
          <Table label={t("access.single")} columns={columns} rows={list.rows} keyOf={(member) => member.member_id} />
        )}
      </Card>
      {selected.size > 0 && <BulkBar tools={tools} members={[...selected]} onClear={clear} />}
    </>
  );
}
