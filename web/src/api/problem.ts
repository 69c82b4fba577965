/** What an answer that is not a success says, in the two shapes of the API's error bodies. */
export class Problem extends Error {
  override name = "Problem";
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The API's stable word for what went wrong, "" when it gave none; "unreachable" when no answer came. */
  readonly code: string;
  /** What is wrong with which field of the body, by the API's names. */
  readonly fields: Readonly<Record<string, string[]>>;
  /** By which the request is found in the server's log; "" when no answer came. */
  readonly requestId: string;
  /** After how many seconds it may be tried again, where the server says so. */
  readonly retryAfter: number | undefined;

  constructor(from: {
    message: string;
    status: number;
    code?: string;
    fields?: Record<string, string[]>;
    requestId?: string;
    retryAfter?: number;
    cause?: unknown;
  }) {
    super(from.message, { cause: from.cause });
    this.status = from.status;
    this.code = from.code ?? "";
    this.fields = from.fields ?? {};
    this.requestId = from.requestId ?? "";
    this.retryAfter = from.retryAfter;
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;

export const unreachable = (cause: unknown) => new Problem({ message: "", status: 0, code: "unreachable", cause });

/** Reads a failed answer; one that is not the API's own, such as a proxy's page, keeps its status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const from = {
    status: response.status,
    requestId: response.headers.get("X-Request-ID") ?? "",
    retryAfter: Number(response.headers.get("Retry-After")) || undefined,
  };
  if (!isObject(body)) return new Problem({ ...from, message: "" });
  if (typeof body.detail === "string") {
    return new Problem({ ...from, message: body.detail, code: typeof body.code === "string" ? body.code : "" });
  }
  const fields = fieldsOf(body);
  return new Problem({ ...from, message: (fields.non_field_errors ?? []).join(" "), code: "invalid", fields });
}

function fieldsOf(body: Record<string, unknown>, prefix = ""): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(body)) {
    if (Array.isArray(value)) found[prefix + name] = value.filter((text) => typeof text === "string");
    else if (isObject(value)) Object.assign(found, fieldsOf(value, `${prefix}${name}.`));
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
