#!/usr/bin/env node
// Starts the command line on a Node.js that can run it. The service needs Node 22.18 or newer; where
// the machine's own is older, the one that npm installed beside this package takes over.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

const NODE_MIN = [22, 18];
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) {
  enableCompileCache(); // keeps the stripped sources for the next start, which takes half as long
  await import("../src/main.ts");
} else {
  const bundled = bundledNode();
  if (bundled === undefined) {
    process.stderr.write(
      `fillroute needs Node.js ${NODE_MIN.join(".")} or newer; this is ${process.versions.node} and the` +
        " bundled one is not installed: run npm ci without --omit=optional, or install a newer Node.js\n",
    );
    process.exitCode = 2;
  } else runWith(bundled);
}

function bundledNode() {
  const system = process.platform === "win32" ? "win" : process.platform;
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `node-${system}-${process.arch}/package.json`,
    );
    const file = process.platform === "win32" ? "bin/node.exe" : "bin/node";
    const path = manifest.replace(/package\.json$/, file);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function runWith(executable) {
  const child = spawn(executable, [MAIN, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    process.stderr.write(`fillroute: ${executable} does not start: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.on("exit", (code, signal) => {
    if (signal !== null) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}
