import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "@/app/who";
import { cn } from "@/lib/names";
import { type SectionName, sectionRead, sections } from "./read";

/** The ways to the sections of the page. */
export function SectionNavigation() {
  const { t } = useTranslation("settings");
  const current = useSectionInSight();
  return (
    <nav
      aria-label={t("sections")}
      // Below the width of a desk it fades where more follows.
      className="top-20 -mx-4 overflow-x-auto px-4 max-lg:pr-10 max-lg:[mask-image:linear-gradient(to_right,#000_calc(100%-2.5rem),transparent)] lg:sticky lg:mx-0 lg:px-0"
    >
      <ul className="flex gap-1 lg:flex-col">
        {sections.map((name) => (
          <li key={name}>
            <a
              href={`#${name}`}
              aria-current={current === name ? "location" : undefined}
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

const top = 72; // pixels that the head of the page covers

/** The section that is read: the one that was gone to as long as it is in sight, or else the first that is. */
function useSectionInSight(): SectionName {
  const hash = useLocation({ select: (location) => location.hash });
  const isThere = useTenant() !== undefined;
  const [shares, setShares] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    if (!isThere) return;
    const named = new Map<Element, SectionName>();
    for (const name of sections) {
      const section = document.getElementById(name)?.closest("section");
      if (section) named.set(section, name);
    }
    const observer = new IntersectionObserver(
      (entries) =>
        setShares((before) => {
          const after = new Map<string, number>(before);
          for (const { target, intersectionRatio } of entries) after.set(named.get(target) ?? "", intersectionRatio);
          return after;
        }),
      { rootMargin: `-${top}px 0px 0px 0px`, threshold: [0, 0.5] },
    );
    for (const section of named.keys()) observer.observe(section);
    return () => observer.disconnect();
  }, [isThere]);
  return sectionRead(hash, shares);
}
