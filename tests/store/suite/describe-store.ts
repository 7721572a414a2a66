import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "../../../src/store/index.ts";
import { accessCases } from "./access-cases.ts";
import { alarmCases } from "./alarm-cases.ts";
import { cityCases } from "./city-cases.ts";
import type { Harness, StoreUnderTest } from "./harness.ts";
import { jobCases } from "./job-cases.ts";
import { planCases } from "./plan-cases.ts";
import { readingCases } from "./reading-cases.ts";
import { sensorCases } from "./sensor-cases.ts";
import { transactionCases } from "./transaction-cases.ts";

/** What every store must do, whatever the database: the suite runs once for each of them. */
export function describeStore(name: string, createHarness: () => Promise<Harness>): void {
  describe(name, () => {
    let harness: Harness;
    let store: Store;
    beforeEach(async () => {
      harness = await createHarness();
      store = await harness.open();
    });
    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });
    const underTest: StoreUnderTest = {
      get store() {
        return store;
      },
      async reopen() {
        await store.close();
        store = await harness.open();
        return store;
      },
    };
    describe("cities", () => cityCases(underTest));
    describe("readings, forecasts and roads", () => readingCases(underTest));
    describe("sensors", () => sensorCases(underTest));
    describe("alarms", () => alarmCases(underTest));
    describe("plans", () => planCases(underTest));
    describe("jobs", () => jobCases(underTest));
    describe("access and idempotency", () => accessCases(underTest));
    describe("transactions", () => transactionCases(underTest));
  });
}
