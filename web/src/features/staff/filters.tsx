import { useTranslation } from "react-i18next";
import { roleName } from "@/lib/role-names";
import { Select } from "@/ui/form";
import { LateSearch } from "@/ui/late-search";
import { useRoles } from "./data";
import type { MembersSearch } from "./search";

type Props = { search: MembersSearch; onChange: (change: Partial<MembersSearch>) => void };

export function Filters({ search, onChange }: Props) {
  const { t } = useTranslation("staff");
  const roles = useRoles().data?.results ?? [];
  return (
    <search className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:w-full max-sm:grid-cols-2">
      <div className="max-sm:col-span-2">
        <LateSearch label={t("filter.search")} value={search.q ?? ""} onSearch={(q) => onChange({ q: q || undefined })} />
      </div>
      <Select
        aria-label={t("filter.role")}
        className="sm:w-auto sm:max-w-56"
        value={search.role ?? ""}
        onChange={(event) => onChange({ role: Number(event.target.value) || undefined })}
      >
        <option value="">{t("filter.anyRole")}</option>
        {roles.map((role) => (
          <option key={role.id} value={role.id}>
            {roleName(role.name)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("filter.state")}
        className="sm:w-auto"
        value={search.state ?? ""}
        onChange={(event) => onChange({ state: (event.target.value || undefined) as MembersSearch["state"] })}
      >
        <option value="">{t("filter.anyState")}</option>
        <option value="active">{t("filter.active")}</option>
        <option value="inactive">{t("filter.inactive")}</option>
      </Select>
    </search>
  );
}
