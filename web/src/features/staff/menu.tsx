import { Crown, Eye, MailX, Pencil, Send, Trash2, UserCheck, UserCog, UserX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Member } from "@/api/types";
import { Menu, MenuItem, MenuLine, MoreButton } from "@/ui/menu";
import type { Powers } from "./data";
import { stateOf } from "./state";

/** What is asked about before it is done. */
export type Question = "role" | "remove" | "offer";

/** What a row can ask of the page. It stays the same object, so that rows do. */
export type OnMember = {
  open: (member: Member) => void;
  ask: (question: Question, member: Member) => void;
  setActive: (member: Member, active: boolean) => void;
  resend: (member: Member) => void;
  revoke: (member: Member) => void;
};

type Props = { member: Member; powers: Powers; on: OnMember };

export function MemberMenu({ name, ...props }: Props & { name: string }) {
  return (
    <Menu trigger={<MoreButton name={name} />}>
      <Items {...props} />
    </Menu>
  );
}

/** Rendered only while the menu is open. */
function Items({ member, powers, on }: Props) {
  const { t } = useTranslation("staff");
  const state = stateOf(member);
  const moves = powers.mayMove(member);
  const invited = member.invitation !== null && !member.is_active;
  const heir = powers.owns && member.is_active && !powers.isOwner(member);
  return (
    <>
      <MenuItem onSelect={() => on.open(member)}>
        {powers.mayEdit(member) ? <Pencil /> : <Eye />}
        {t(powers.mayEdit(member) ? "menu.edit" : "menu.open")}
      </MenuItem>
      {moves && (
        <MenuItem onSelect={() => on.ask("role", member)}>
          <UserCog /> {t("menu.role")}
        </MenuItem>
      )}
      {moves && invited && (
        <MenuItem onSelect={() => on.resend(member)}>
          <Send /> {t("menu.resend")}
        </MenuItem>
      )}
      {moves && state === "pending" && (
        <MenuItem onSelect={() => on.revoke(member)}>
          <MailX /> {t("menu.revoke")}
        </MenuItem>
      )}
      {moves && !invited && (
        <MenuItem onSelect={() => on.setActive(member, !member.is_active)}>
          {member.is_active ? <UserX /> : <UserCheck />}
          {t(member.is_active ? "menu.deactivate" : "menu.activate")}
        </MenuItem>
      )}
      {heir && (
        <MenuItem onSelect={() => on.ask("offer", member)}>
          <Crown /> {t("menu.offer")}
        </MenuItem>
      )}
      {moves && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => on.ask("remove", member)}>
            <Trash2 /> {t("menu.remove")}
          </MenuItem>
        </>
      )}
    </>
  );
}
