import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The service as a user starts it, in a process and a data folder of its own. */
export interface ServiceProcess {
  /** Address with the slash at its end. */
  readonly url: string;
  /** Ends it as a user does, removes its data; gives its exit code. */
  readonly stop: () => Promise<number | null>;
  /** Kills it with no chance to tidy up. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts `fillroute serve` with the options given on a free port; resolves once it listens.
 *
 * @param keptDataDir keeps the data after the end; without it they go with the process
 *
 * Throws with what it wrote on stderr where it ends before that.
 */
export async function startServiceProcess(
  options: readonly string[],
  keptDataDir?: string,
): Promise<ServiceProcess> {
  const dataDir = keptDataDir ?? mkdtempSync(join(tmpdir(), "fillroute-e2e-"));
  const child = spawn(process.execPath, ["bin/fillroute.js", "serve", ...options], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, LOG_LEVEL: "warn" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const removeData = (): void => {
    if (keptDataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await listening(child);
    return { url, stop: () => stop(child).finally(removeData), kill: () => kill(child) };
  } catch (error) {
    removeData();
    throw error;
  }
}

async function listening(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      const [, url] = /^Fillroute is at (\S+)$/m.exec(said) ?? [];
      if (url !== undefined) resolve(`${url.replace(/\/$/, "")}/`);
    });
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  return await ended;
}
