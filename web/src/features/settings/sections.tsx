import { useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { cn } from "@/lib/names";

export const sections = ["profile", "logo", "region", "domains", "identifiers", "danger"] as const;
export type SectionName = (typeof sections)[number];

/** The ways to the sections of the page. */
export function SectionNavigation() {
  const { t } = useTranslation("settings");
  const hash = useLocation({ select: (location) => location.hash });
  return (
    <nav aria-label={t("sections")} className="top-20 -mx-4 overflow-x-auto px-4 lg:sticky lg:mx-0 lg:px-0">
      <ul className="flex gap-1 lg:flex-col">
        {sections.map((name) => (
          <li key={name}>
            <a
              href={`#${name}`}
              aria-current={hash === name ? "location" : undefined}
              className={cn(
                "block rounded-md px-3 py-2 font-medium whitespace-nowrap text-muted -outline-offset-2 hover:bg-hover hover:text-ink",
                "aria-[current=location]:bg-accent-soft aria-[current=location]:text-accent",
              )}
            >
              {t(`${name}.title`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
