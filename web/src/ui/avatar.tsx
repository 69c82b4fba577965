import { cn } from "@/lib/names";

const hues = ["hue-330", "hue-20", "hue-70", "hue-150", "hue-195", "hue-250", "hue-290"];

/** The first letters of a name on a colour that stays the same for it; a picture where there is one. */
export function Avatar({
  name,
  picture,
  square = false,
  className,
}: {
  name: string;
  picture?: string;
  square?: boolean;
  className?: string;
}) {
  const hue = hues[[...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues.length];
  const shape = cn("size-8 shrink-0 overflow-hidden", square ? "rounded-md" : "rounded-full", className);
  if (picture)
    return <img src={picture} alt="" className={cn("object-cover", shape)} referrerPolicy="no-referrer" loading="lazy" />;
  return (
    <span aria-hidden className={cn("grid place-items-center text-xs font-semibold uppercase", hue, shape)}>
      {initials(name)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const [first = "?"] = words;
  const last = words.length > 1 ? words[words.length - 1] : "";
  return ([...first][0] ?? "") + ([...(last ?? "")][0] ?? "");
}
