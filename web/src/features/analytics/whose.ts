import { useTranslation } from "react-i18next";
import { api } from "@/api/client";

/** Says which tool an id is; 0 is the staff. */
export function useToolNames(wanted: boolean): (id: string) => string {
  const { t } = useTranslation("analytics");
  const { data } = api.useQuery("get", "/api/tools/available/", { params: { query: { page_size: 200 } } }, { enabled: wanted });
  return (id) => (id === "0" ? t("staff") : (data?.results.find((tool) => String(tool.id) === id)?.name ?? t("tool", { id })));
}

/** Says who a user's id is, as far as they are on the first pages of the staff. */
export function usePeopleNames(wanted: boolean): (id: string) => string {
  const { t } = useTranslation("analytics");
  const { data } = api.useQuery("get", "/api/staff/members/", { params: { query: { page_size: 200 } } }, { enabled: wanted });
  return (id) => data?.results.find((member) => String(member.user.id) === id)?.user.display_name ?? t("user", { id });
}
