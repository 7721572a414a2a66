import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/index.ts";
import { describeStore } from "./suite/describe-store.ts";

describeStore("the embedded store", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "fillroute-store-"));
  return {
    open: () => openStore({ dataDir }),
    dispose: async () => rmSync(dataDir, { recursive: true }),
  };
});
