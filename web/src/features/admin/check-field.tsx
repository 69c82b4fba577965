import { type ReactNode, useId } from "react";
import { useFormContext } from "react-hook-form";
import { Checkbox } from "@/ui/form";

/** Yes or no, of a form. */
export function CheckField({ name, label, hint }: { name: string; label: ReactNode; hint?: ReactNode }) {
  const id = useId();
  const { register } = useFormContext();
  return (
    <div className="flex items-start gap-2.5 py-1">
      <Checkbox id={id} className="mt-0.5" aria-describedby={hint ? `${id}-hint` : undefined} {...register(name)} />
      <div>
        <label htmlFor={id} className="cursor-pointer">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
