import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { INFINITE_M, INFINITE_SEC } from "../../src/base/index.ts";
import { readConfig } from "../../src/cli/config.ts";
import {
  type OsrmServer,
  osrmMatrix,
  osrmServer,
  withTimesOf,
} from "../../src/planning/osrm-matrix.ts";

const servers: Server[] = [];
const requests: string[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  requests.length = 0;
});

/** Serves what `answer` makes of each address. */
async function serve(answer: (address: URL) => { status: number; body: string }) {
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const { status, body } = answer(new URL(request.url ?? "", "http://localhost"));
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return { url, profile: "truck", coordinatesMax: 4, timeoutMs: 5000 } satisfies OsrmServer;
}

/**
 * A small table service: seconds are 100 times the way to the east plus 0.3, metres ten times as
 * many, and there is no way to the west of zero.
 */
function table(address: URL): { status: number; body: string } {
  const [, service, version, profile, list] = address.pathname.split("/");
  const lons = list.split(";").map((pair) => Number(pair.split(",")[0]));
  const chosen = (name: string) =>
    (address.searchParams.get(name) ?? "").split(";").map((index) => lons[Number(index)]);
  if (`${service}/${version}/${profile}` !== "table/v1/truck" || lons.length > 4) {
    return { status: 400, body: '{"code":"TooBig","message":"Too many table coordinates"}' };
  }
  const durations = chosen("sources").map((from) =>
    chosen("destinations").map((to) => (to < 0 ? null : Math.abs(to - from) * 100 + 0.3)),
  );
  const distances = durations.map((row) => row.map((sec) => (sec === null ? null : sec * 10)));
  return { status: 200, body: JSON.stringify({ code: "Ok", durations, distances }) };
}

describe("times by an OSRM server", () => {
  test("are put together from blocks that the server takes, rounded up", async () => {
    const server = await serve(table);
    const lons = [0, 1, 3, -2, 6];
    const matrix = await osrmMatrix(
      server,
      lons.map((lon) => [lon, 50] as const),
    );
    expect(requests).toHaveLength(9); // five places, two by two
    expect(matrix.placeCount).toBe(5);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const wanted = i === j ? 0 : lons[j] < 0 ? null : Math.abs(lons[j] - lons[i]);
        const sec = wanted === null ? INFINITE_SEC : wanted === 0 ? 0 : wanted * 100 + 1;
        const m = wanted === null ? INFINITE_M : wanted === 0 ? 0 : wanted * 1000 + 3;
        expect([matrix.travelSec[i * 5 + j], matrix.travelM[i * 5 + j]]).toEqual([sec, m]);
      }
    }
  });

  test("of no places ask nothing", async () => {
    const server = await serve(table);
    expect((await osrmMatrix(server, [])).placeCount).toBe(0);
    expect(requests).toEqual([]);
  });

  test("fail with what the server said", async () => {
    const big = { ...(await serve(table)), coordinatesMax: 10 };
    const points = [0, 1, 2, 3].map((lon) => [lon, 50] as const);
    await expect(osrmMatrix(big, points)).rejects.toThrow(/Too many table coordinates/);
    const odd = await serve(() => ({ status: 200, body: "<html>" }));
    await expect(osrmMatrix(odd, points)).rejects.toThrow(/<html>/);
    const short = await serve(() => ({
      status: 200,
      body: '{"code":"Ok","durations":[[1]],"distances":[[1]]}',
    }));
    await expect(osrmMatrix(short, points)).rejects.toThrow(/not of the size/);
    const gone = { ...big, url: "http://127.0.0.1:1" };
    await expect(osrmMatrix(gone, points)).rejects.toThrow(/unset OSRM_URL/);
  });

  test("count only where our own roads have a way as well", () => {
    const matrix = (travelSec: number[], travelM: number[]) => ({
      placeCount: 2,
      travelSec: Int32Array.from(travelSec),
      travelM: Int32Array.from(travelM),
    });
    const own = matrix([0, 10, INFINITE_SEC, 0], [0, 100, INFINITE_M, 0]);
    const theirs = matrix([0, 12, 13, 0], [0, 120, 130, 0]);
    const merged = withTimesOf(theirs, own);
    expect([...merged.travelSec]).toEqual([0, 12, INFINITE_SEC, 0]);
    expect([...merged.travelM]).toEqual([0, 120, INFINITE_M, 0]);
  });
});

test("no server is asked unless the environment names one, by its http address", () => {
  expect(readConfig({}).osrmUrl).toBeNull();
  expect(readConfig({ OSRM_URL: "" }).osrmUrl).toBeNull();
  const { osrmUrl } = readConfig({ OSRM_URL: "http://localhost:5000/truck" });
  expect(osrmUrl).toBe("http://localhost:5000/truck");
  for (const text of ["localhost:5000", "ftp://osrm.example/truck"]) {
    const read = () => readConfig({ OSRM_URL: text });
    expect(read).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ pointer: "OSRM_URL" })] }),
    );
  }
});

test("the address of a server may end in a profile", () => {
  expect(osrmServer("http://localhost:5000")).toMatchObject({
    url: "http://localhost:5000",
    profile: "driving",
    coordinatesMax: 100,
  });
  expect(osrmServer("https://osrm.example/truck/")).toMatchObject({
    url: "https://osrm.example",
    profile: "truck",
  });
});
