import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../../bin/tabletap", import.meta.url));
const patience = 60_000; // milliseconds for all to be up

/** A TableTap with everything it needs, started by one command on a free port, with data of its own. */
export class Server {
  readonly url: string;
  readonly password: string;
  readonly databaseUrl: string;
  private readonly process: ChildProcess;
  private readonly folder: string;

  private constructor(url: string, password: string, databaseUrl: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.password = password;
    this.databaseUrl = databaseUrl;
    this.process = process;
    this.folder = folder;
  }

  static async start(): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "tabletap-e2e-"));
    const child = spawn(binary, ["dev", "--listen", "127.0.0.1:0", "--data-dir", folder], { stdio: ["ignore", "pipe", "pipe"] });
    child.stderr.pipe(createWriteStream(join(folder, "stderr.log")));
    const found = { url: "", password: "", database: "" };
    const up = new Promise<void>((resolve, reject) => {
      createInterface(child.stdout).on("line", (line) => {
        found.url ||= /Console +(http:\S+?)\/?(?:\s|$)/.exec(line)?.[1] ?? "";
        found.password ||= /Superuser .*password (\S+)/.exec(line)?.[1] ?? "";
        found.database ||= /Database +(postgres:\S+)/.exec(line)?.[1] ?? "";
        if (/Stop +Ctrl-C/.test(line)) resolve();
      });
      child.once("exit", (code) => reject(new Error(`tabletap dev ended with ${code}; see ${folder}/stderr.log`)));
      setTimeout(() => reject(new Error(`tabletap dev was not up after ${patience} ms; see ${folder}`)), patience).unref();
    });
    try {
      await up;
    } catch (error) {
      child.kill("SIGTERM");
      throw error;
    }
    return new Server(found.url, found.password, found.database, child, folder);
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs the program's command line, such as `sandbox advance 31d`. */
  async run(...args: string[]): Promise<string> {
    const child = spawn(binary, [...args, "--url", this.url], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    child.stdout.on("data", (part) => {
      out += part;
    });
    child.stderr.on("data", (part) => {
      out += part;
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    if (code !== 0) throw new Error(`tabletap ${args.join(" ")} ended with ${code}: ${out}`);
    return out;
  }
}
