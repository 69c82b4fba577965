import { CircleAlert } from "lucide-react";
import { type ComponentProps, createContext, type ReactNode, useContext, useEffect, useId } from "react";
import {
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  FormProvider,
  type UseFormReturn,
  useForm,
  useFormContext,
} from "react-hook-form";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { cn } from "@/lib/names";
import { RequestId, sayProblem } from "./states";

const box =
  "w-full rounded-md border border-edge/60 bg-surface px-3 text-base text-ink shadow-low transition-colors hover:border-edge aria-invalid:border-bad disabled:bg-sunken disabled:opacity-70 max-sm:text-lg";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(box, "h-9 max-sm:h-10", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "block min-h-20 resize-y py-2 max-sm:resize-none", className)} {...rest} />;
}

/** The browser's own list, since it works by keyboard, by touch and by voice everywhere; closed it looks like an input. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return (
    <select
      className={cn(box, "h-9 appearance-none truncate pr-7 chevron-down max-sm:h-10 forced-colors:appearance-auto", className)}
      {...rest}
    />
  );
}

const check =
  "inline-grid size-4 shrink-0 cursor-pointer appearance-none place-items-center rounded-[0.25rem] border border-edge bg-surface align-middle transition-colors checked:border-accent checked:bg-accent before:size-[70%] before:bg-on-accent before:opacity-0 before:[clip-path:polygon(14%_44%,0_62%,42%_98%,100%_18%,82%_4%,38%_66%)] checked:before:opacity-100 disabled:cursor-not-allowed disabled:opacity-55 forced-colors:appearance-auto";

export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={cn(check, className)} {...rest} />;
}

/** On or off, with effect at once. */
export function Switch({ className, ...rest }: Omit<ComponentProps<"input">, "type" | "role">) {
  return (
    <span className={cn("relative inline-flex h-5 w-9 shrink-0 align-middle", className)}>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked
        role="switch"
        className="peer absolute inset-0 size-full cursor-pointer appearance-none rounded-full border border-edge bg-sunken transition-colors checked:border-accent checked:bg-accent disabled:cursor-not-allowed disabled:opacity-55"
        {...rest}
      />
      <span className="pointer-events-none absolute top-1 left-1 size-3 rounded-full bg-edge transition-transform peer-checked:translate-x-4 peer-checked:bg-on-accent" />
    </span>
  );
}

/** The form's own state, and what a failed answer says of its fields. */
export function useApiForm<T extends FieldValues>(defaultValues: DefaultValues<T>): UseFormReturn<T> {
  return useForm<T>({ defaultValues, mode: "onSubmit", reValidateMode: "onChange" });
}

const Failed = createContext<unknown>(null);

type FormProps<T extends FieldValues> = {
  form: UseFormReturn<T>;
  /** Sends what was filled in. */
  onSubmit: (values: T) => void;
  /** Why the last try failed: what it says of fields is shown at them, the rest above. What was typed stays. */
  error: unknown;
  /** The API's names of fields where the form has others. */
  names?: Readonly<Record<string, FieldPath<T>>>;
  id?: string;
  className?: string;
  children: ReactNode;
};

export function Form<T extends FieldValues>({ form, onSubmit, error, names, id, className, children }: FormProps<T>) {
  const { setError, setFocus } = form;
  useEffect(() => {
    if (!isProblem(error)) return;
    let first = true;
    for (const [field, texts] of Object.entries(error.fields)) {
      if (field === "non_field_errors") continue;
      const name = names?.[field] ?? (field as FieldPath<T>);
      setError(name, { type: "api", message: texts.join(" ") });
      if (first) setFocus(name);
      first = false;
    }
  }, [error, names, setError, setFocus]);
  return (
    <FormProvider {...form}>
      <Failed value={error}>
        <form
          id={id}
          noValidate
          className={cn("space-y-4", className)}
          onSubmit={(event) => {
            event.stopPropagation(); // a form in a dialog is, to React, within the page's
            form.clearErrors(); // what the API said of a field that the form does not have would keep it from being sent again
            void form.handleSubmit(onSubmit)(event);
          }}
        >
          <FormProblem />
          {children}
        </form>
      </Failed>
    </FormProvider>
  );
}

/** What a failed try says that no field of the form shows. */
function FormProblem() {
  const error = useContext(Failed);
  const { formState, getValues } = useFormContext();
  if (!error) return null;
  const shown = new Set(Object.keys(getValues() as object));
  const fields = isProblem(error) ? Object.keys(error.fields).filter((name) => name !== "non_field_errors") : [];
  const atFields = fields.length > 0 && fields.every((name) => shown.has(name) || name in formState.errors);
  if (atFields && isProblem(error) && !error.message) return null;
  return (
    <div role="alert" className="rounded-md bg-bad-soft px-3 py-2.5 text-sm text-bad">
      <p className="flex gap-2">
        <CircleAlert className="size-5 shrink-0" aria-hidden />
        <span>{atFields && isProblem(error) ? error.message : sayProblem(error)}</span>
      </p>
      {isProblem(error) && error.requestId && error.status !== 400 && <RequestId id={error.requestId} />}
    </div>
  );
}

type FieldProps = { label: ReactNode; hint?: ReactNode; error?: string; optional?: boolean; className?: string };

/** A control with its name, a hint and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  optional,
  className,
  children,
}: FieldProps & { children: (props: { id: string; "aria-invalid"?: true; "aria-describedby"?: string }) => ReactNode }) {
  const { t } = useTranslation();
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={cn("space-y-1.5", className)}>
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-muted">{t("optional")}</span>}
      </label>
      {children({ id, ...(error && { "aria-invalid": true as const }), ...(described && { "aria-describedby": described }) })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

type Named = FieldProps & { name: string; required?: boolean };

function useNamed({ name, required }: Named) {
  const { t } = useTranslation();
  const { register, getFieldState, formState } = useFormContext();
  const { error } = getFieldState(name, formState);
  return {
    error: typeof error?.message === "string" ? error.message : undefined,
    register: register(
      name,
      required ? { validate: (value) => (typeof value === "string" && value.trim() !== "") || t("required") } : {},
    ),
  };
}

export function TextField({
  name,
  required,
  label,
  hint,
  optional,
  className,
  ...rest
}: Named & Omit<ComponentProps<"input">, "name">) {
  const { error, register } = useNamed({ name, required, label });
  return (
    <Field {...{ label, hint, error, optional, className }}>
      {(props) => <Input aria-required={required} {...props} {...rest} {...register} />}
    </Field>
  );
}

export function TextareaField({
  name,
  required,
  label,
  hint,
  optional,
  className,
  ...rest
}: Named & Omit<ComponentProps<"textarea">, "name">) {
  const { error, register } = useNamed({ name, required, label });
  return (
    <Field {...{ label, hint, error, optional, className }}>
      {(props) => <Textarea aria-required={required} {...props} {...rest} {...register} />}
    </Field>
  );
}

export function SelectField({
  name,
  required,
  label,
  hint,
  optional,
  className,
  children,
  ...rest
}: Named & Omit<ComponentProps<"select">, "name">) {
  const { error, register } = useNamed({ name, required, label });
  return (
    <Field {...{ label, hint, error, optional, className }}>
      {(props) => (
        <Select aria-required={required} {...props} {...rest} {...register}>
          {children}
        </Select>
      )}
    </Field>
  );
}

/** Searches while somebody types. */
export function SearchInput({ label, className, ...rest }: Omit<ComponentProps<"input">, "type"> & { label: string }) {
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      autoComplete="off"
      className={cn("sm:w-64", className)}
      {...rest}
    />
  );
}
