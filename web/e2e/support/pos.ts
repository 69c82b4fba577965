import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Server } from "./server";

const binary = fileURLToPath(new URL("../../../bin/pos", import.meta.url));
const patience = 20_000; // milliseconds until it answers

/** The example POS, a tool that knows nothing of the console but its address and its own credentials. */
export class Pos {
  private readonly process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.process = process;
  }

  static async start(server: Server): Promise<Pos> {
    const operator = await Operator.signIn(server);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const { results } = await operator.ask<{ results: { id: number; slug: string }[] }>("GET", "/api/tools/catalogue/");
    const pos = results.find((tool) => tool.slug === "pos");
    await operator.ask("PATCH", `/api/tools/catalogue/${pos?.id}/`, { url });
    const secret = await operator.ask<{ client_id: string; client_secret: string }>(
      "POST",
      `/api/tools/catalogue/${pos?.id}/credentials/`,
      {},
    );
    const env = {
      ...process.env,
      CONSOLE_URL: server.url,
      LISTEN: `127.0.0.1:${port}`,
      CLIENT_ID: secret.client_id,
      CLIENT_SECRET: secret.client_secret,
    };
    const child = spawn(binary, [], { env, stdio: "ignore" });
    await answers(url, child);
    return new Pos(child);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }
}

async function answers(url: string, child: ChildProcess) {
  const until = Date.now() + patience;
  for (;;) {
    const response = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (response) return;
    if (child.exitCode !== null) throw new Error(`the POS ended with ${child.exitCode}`);
    if (Date.now() > until) throw new Error("the POS does not answer");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

/** A superuser who asks the API. */
export class Operator {
  private readonly server: Server;
  private readonly cookie: string;

  private constructor(server: Server, cookie: string) {
    this.server = server;
    this.cookie = cookie;
  }

  static async signIn(server: Server): Promise<Operator> {
    const response = await fetch(`${server.url}/api/auth/login/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: "operator@tabletap.localhost", password: server.password }),
    });
    if (!response.ok) throw new Error(`the superuser is not let in: ${response.status} ${await response.text()}`);
    return new Operator(
      server,
      response.headers
        .getSetCookie()
        .map((cookie) => cookie.split(";")[0])
        .join("; "),
    );
  }

  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(this.server.url + path, {
      method,
      headers: { Cookie: this.cookie, "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? {} : JSON.parse(text)) as T;
  }
}
