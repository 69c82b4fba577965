import { useId } from "react";
import { useTranslation } from "react-i18next";
import { usePermissionWords } from "./words";

type Value = boolean | string;

type Props = {
  labelledBy: string;
  describedBy: string;
  options: readonly Value[];
  value: Value;
  disabled: (option: Value) => boolean;
  onChange: (value: Value) => void;
};

/** From nothing to all of it, one step beside the other. */
export function LevelPicker({ labelledBy, describedBy, options, value, disabled, onChange }: Props) {
  const { t } = useTranslation("staff");
  const words = usePermissionWords();
  const name = useId();
  const label = (option: Value) => (typeof option === "string" ? words.levelOf(option) : t(option ? "level.full" : "level.none"));
  return (
    <div
      role="radiogroup"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      className="flex rounded-md border bg-sunken p-0.5 max-sm:w-full"
    >
      {options.map((option) => (
        <label
          key={String(option)}
          className="cursor-pointer rounded-sm px-2.5 py-1 text-center text-sm font-medium whitespace-nowrap text-muted has-checked:bg-thumb has-checked:text-ink has-checked:shadow-low has-disabled:cursor-not-allowed has-focus-visible:outline-2 has-focus-visible:outline-accent has-[:disabled:not(:checked)]:opacity-45 max-sm:grow max-sm:px-1.5"
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            checked={option === value}
            disabled={disabled(option)}
            onChange={() => onChange(option)}
          />
          {label(option)}
        </label>
      ))}
    </div>
  );
}
