import type { Server } from "./server";

const clerkKey = "Bearer sk_test_sandbox";
const patience = 20_000; // milliseconds for a webhook to have its effect

/** Somebody who has signed up at the stand-in for Clerk, and can ask the API. */
export class Person {
  readonly email: string;
  private readonly server: Server;
  private readonly clerkId: string;
  private token = "";
  slug = "";
  tenantId = 0;

  private constructor(server: Server, email: string, clerkId: string) {
    this.server = server;
    this.email = email;
    this.clerkId = clerkId;
  }

  /** Signs up, and waits for the restaurant that comes of it. */
  static async signUp(server: Server, firstName: string, lastName: string, email: string): Promise<Person> {
    const user = await clerk(server, "/v1/users", { first_name: firstName, last_name: lastName, email_address: [email] });
    const person = new Person(server, email, String(user.id));
    await person.signIn();
    await person.findRestaurant();
    return person;
  }

  /** Somebody who is there already. */
  static async find(server: Server, email: string): Promise<Person> {
    const response = await fetch(`${server.url}/sandbox/clerk/v1/users?email_address=${encodeURIComponent(email)}`, {
      headers: { Authorization: clerkKey },
    });
    const [user] = (await response.json()) as { id: string }[];
    if (!user) throw new Error(`there is no ${email}`);
    const person = new Person(server, email, user.id);
    await person.signIn();
    await person.findRestaurant();
    return person;
  }

  async signIn() {
    const session = await clerk(this.server, "/v1/sessions", { user_id: this.clerkId });
    const token = await clerk(this.server, `/v1/sessions/${session.id}/tokens`, { expires_in_seconds: 3600 });
    this.token = String(token.jwt);
  }

  private async findRestaurant() {
    const until = Date.now() + patience;
    for (;;) {
      const response = await this.send("GET", "/api/tenants/");
      const [tenant] = response.ok ? ((await response.json()) as { results: { id: number; slug: string }[] }).results : [];
      if (tenant) {
        this.slug = tenant.slug;
        this.tenantId = tenant.id;
        return;
      }
      if (Date.now() > until) throw new Error(`${this.email} has no restaurant`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" };
    if (this.slug) headers["X-Tenant-ID"] = this.slug;
    return fetch(this.server.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  /** Asks for something that has to work. */
  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as T;
  }

  /** The owner has told all that a new owner is asked. */
  async isAtHome() {
    await this.ask("PATCH", `/api/tenants/${this.tenantId}/`, { settings: { welcomed: true } });
  }
}

export async function clerk(server: Server, path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.url}/sandbox/clerk${path}`, {
    method: "POST",
    headers: { Authorization: clerkKey, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Clerk's stand-in, ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
