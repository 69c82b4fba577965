import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { MemberAccess, Tool } from "@/api/types";
import { roleName } from "@/lib/role-names";
import { say, sayFailed } from "@/ui/toast";
import { back, type Own, ownOf, roleKey, saying, step } from "./access";
import { matrixKey, roleGrantsKey } from "./access-data";

type What = "grant" | "refuse" | "withdraw";
type Page = { count: number; results: MemberAccess[] };

/** Lets members and roles into tools and keeps them out. A switch moves at once, and back when the API refuses. */
export function useAccessChanges() {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();

  /** Says something of a member in place of what was said before, wherever they are shown. */
  const show = (member: number, tool: number, own: Own | undefined) =>
    queries.setQueriesData<Page>({ queryKey: [matrixKey] }, (page) => {
      const results = page?.results.map((one) => (one.member_id === member ? saying(one, tool, own) : one));
      return page && results && { ...page, results };
    });

  /** Says it, and gives what is then said of the member. */
  async function send(what: What, member: number, tool: number, before: Own | undefined): Promise<Own | undefined> {
    await queries.cancelQueries({ queryKey: [matrixKey] });
    const is_granted = what === "grant";
    show(member, tool, what === "withdraw" ? undefined : { id: before?.id ?? 0, is_granted });
    try {
      if (what === "withdraw") {
        if (before) await client.DELETE("/api/tools/access/{id}/", { params: { path: { id: before.id } } });
        return undefined;
      }
      const { data } = await client.POST("/api/tools/access/", { body: { member_id: member, tool_id: tool, is_granted } });
      const own = data && { id: data.id, is_granted };
      show(member, tool, own);
      return own;
    } catch (error) {
      show(member, tool, before);
      throw error;
    }
  }

  const failed = (error: unknown) => {
    sayFailed(t("access.failed"), error);
    void queries.invalidateQueries({ queryKey: [matrixKey] });
  };

  const setMember = async (member: MemberAccess, tool: Tool, open: boolean, byRole: boolean) => {
    const before = ownOf(member, tool.id);
    const id = member.member_id;
    try {
      const now = await send(step(open, before, byRole), id, tool.id, before);
      say(
        t(open ? "access.let" : "access.kept", { name: member.name, tool: tool.name }),
        () => void send(back(before), id, tool.id, now).catch(failed),
      );
    } catch (error) {
      failed(error);
    }
  };

  const setRole = async (role: { id: number; name: string }, tool: Tool, open: boolean, undone = false): Promise<void> => {
    const key = roleKey(role.id, tool.id);
    await queries.cancelQueries({ queryKey: roleGrantsKey });
    const before = queries.getQueryData<string[]>(roleGrantsKey);
    queries.setQueryData<string[]>(roleGrantsKey, (list = []) => (open ? [...list, key] : list.filter((pair) => pair !== key)));
    try {
      if (open) await client.POST("/api/tools/role-access/", { body: { role_id: role.id, tool_id: tool.id } });
      else await client.DELETE("/api/tools/role-access/{id}/", { params: { path: { id: key } } });
      const text = t(open ? "access.letRole" : "access.keptRole", { role: roleName(role.name), tool: tool.name });
      say(text, undone ? undefined : () => void setRole(role, tool, !open, true));
    } catch (error) {
      queries.setQueryData(roleGrantsKey, before);
      sayFailed(t("access.failed"), error);
    }
    await queries.invalidateQueries({ queryKey: roleGrantsKey });
  };

  /** Says the same of many members at once: of all of them, or of none when the API refuses. */
  const setMany = async (members: readonly number[], tool: Tool, is_granted: boolean): Promise<boolean> => {
    const grants = members.map((member_id) => ({ member_id, tool_id: tool.id, is_granted }));
    try {
      const { data } = await client.POST("/api/tools/access/bulk/", { body: { grants } });
      const count = is_granted ? data?.granted : data?.revoked;
      say(t(is_granted ? "access.letMany" : "access.keptMany", { count: count ?? 0, tool: tool.name }));
      await queries.invalidateQueries({ queryKey: [matrixKey] });
      return true;
    } catch (error) {
      sayFailed(t("access.failed"), error);
      return false;
    }
  };

  return { setMember, setRole, setMany };
}
