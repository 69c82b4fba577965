import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import type { Permissions } from "@/lib/permissions";
import { Switch } from "@/ui/form";
import { includes, saidOf } from "./authority";
import type { Powers } from "./data";
import { LevelPicker } from "./level-picker";
import { usePermissionWords } from "./words";

type Props = {
  permission: Permission;
  permissions: Permissions;
  powers: Powers;
  readOnly: boolean;
  onChange: (value: boolean | string) => void;
};

/** One permission in plain words, and what the role makes of it. */
export function PermissionRow({ permission, permissions, powers, readOnly, onChange }: Props) {
  const { t } = useTranslation("staff");
  const words = usePermissionWords();
  const id = useId();
  const levels = permission.levels ?? [];
  const held = saidOf(powers.holds, permission.name);
  const may = (value: boolean | string) => includes(held, value, levels);
  const said = saidOf(permissions, permission.name);
  const value = said === true || (typeof said === "string" && said !== "") ? said : false;
  const short = readOnly || may(true) ? "" : t(levels.some(may) ? "editor.notAll" : "editor.notYours");
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5 px-5 py-3.5">
      <div className="min-w-48 grow basis-48">
        <label id={`${id}-name`} htmlFor={levels.length === 0 ? id : undefined} className="font-medium">
          {words.nameOf(permission)}
        </label>
        <p id={`${id}-text`} className="text-sm text-muted">
          {words.textOf(permission)} {short}
        </p>
      </div>
      {levels.length === 0 ? (
        <Switch
          id={id}
          aria-describedby={`${id}-text`}
          checked={value === true}
          disabled={readOnly || !may(true)}
          onChange={(event) => onChange(event.target.checked)}
        />
      ) : (
        <LevelPicker
          labelledBy={`${id}-name`}
          describedBy={`${id}-text`}
          options={[false, ...levels, true]}
          value={value}
          disabled={(option) => readOnly || !may(option)}
          onChange={onChange}
        />
      )}
    </li>
  );
}
