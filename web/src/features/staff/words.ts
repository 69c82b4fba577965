import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import type en from "./texts/en.json";

type Known = keyof (typeof en)["permission"];
type Level = keyof (typeof en)["level"];

/** A permission in words: ours where there are any, or else what the API says of it. */
export function usePermissionWords() {
  const { t, i18n } = useTranslation("staff");
  const known = (key: string) => i18n.exists(key, { ns: "staff" });
  return {
    nameOf: ({ name }: Pick<Permission, "name">): string => {
      const key = name.replaceAll(".", "_") as Known;
      return known(`permission.${key}.name`) ? t(`permission.${key}.name`) : name;
    },
    textOf: ({ name, description }: Permission): string => {
      const key = name.replaceAll(".", "_") as Known;
      return known(`permission.${key}.text`) ? t(`permission.${key}.text`) : description;
    },
    levelOf: (level: string): string => (known(`level.${level}`) ? t(`level.${level as Level}`) : level),
  };
}
