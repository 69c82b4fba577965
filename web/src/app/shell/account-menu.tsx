import { Link } from "@tanstack/react-router";
import { BookOpen, Keyboard, LogOut, Mail, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Language, language, languages, speak } from "@/i18n";
import { nameOf } from "@/lib/people";
import { leave } from "@/session/leave";
import { Avatar } from "@/ui/avatar";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";
import { setTheme, type Theme, useTheme } from "@/ui/theme";
import { useProfile } from "../who";

const themes: Theme[] = ["system", "light", "dark"];

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation();
  const profile = useProfile();
  const theme = useTheme();
  const name = nameOf(profile) || profile.username;
  return (
    <Menu
      className="w-64"
      trigger={
        <button type="button" className="relative -mr-1 shrink-0 rounded-full p-1">
          <Avatar name={name} />
          <span className="sr-only">{t("account.menu")}</span>
        </button>
      }
    >
      <div className="px-2.5 py-2">
        <div className="truncate font-medium">{name}</div>
        <div className="truncate text-sm text-muted">{profile.email}</div>
      </div>
      <MenuLine />
      {profile.is_superuser && (
        <MenuItem asChild>
          <Link to="/admin">
            <ShieldCheck /> {t("account.admin")}
          </Link>
        </MenuItem>
      )}
      <MenuItem asChild>
        <Link to="/invitations">
          <Mail /> {t("account.invitations")}
        </Link>
      </MenuItem>
      <MenuItem onSelect={onHelp}>
        <Keyboard /> {t("shortcuts.title")}
      </MenuItem>
      <MenuItem asChild>
        <a href="/api/docs/" target="_blank" rel="noreferrer">
          <BookOpen /> {t("account.docs")}
        </a>
      </MenuItem>
      <MenuLine />
      <MenuLabel>{t("account.theme")}</MenuLabel>
      {themes.map((choice) => (
        <MenuChoice key={choice} chosen={choice === theme} onSelect={() => setTheme(choice)}>
          {t(`account.themes.${choice}`)}
        </MenuChoice>
      ))}
      <MenuLabel>{t("account.language")}</MenuLabel>
      {(Object.keys(languages) as Language[]).map((choice) => (
        <MenuChoice key={choice} chosen={choice === language()} onSelect={() => void speak(choice)}>
          {languages[choice]}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => void leave()}>
        <LogOut /> {t("account.signOut")}
      </MenuItem>
    </Menu>
  );
}
