import { z } from "zod";
import { backTestRequestSchema, backTestSchema } from "../schemas/back-test.ts";
import { idSchema, pageOf, pageQuerySchema } from "../schemas/common.ts";
import { jobSchema } from "../schemas/plan.ts";
import type { Endpoint } from "./endpoint.ts";

const areaParams = z.object({ areaId: idSchema });

/** How good the forecasts of a city were on its own past. */
export const BACK_TEST_ENDPOINTS = {
  createBackTest: {
    method: "post",
    path: "/api/v1/areas/{areaId}/back-tests",
    tag: "Forecasts",
    summary: "Test the forecast on the city's own past",
    description:
      "Forecasts each of the last days as it would have been forecast when the day was planned, " +
      "and scores it with the readings that came. The forecast scored has the gain tables of " +
      "docs/forecast.md; plans go by the rate alone, which reckons with emptyings every day. " +
      "Answers at once with the job.",
    params: areaParams,
    body: backTestRequestSchema,
    status: 202,
    response: jobSchema,
    location: true,
    idempotent: true,
    errors: ["area/unknown"],
  },
  listBackTests: {
    method: "get",
    path: "/api/v1/areas/{areaId}/back-tests",
    tag: "Forecasts",
    summary: "List the back-tests of an area, newest first",
    params: areaParams,
    query: pageQuerySchema,
    status: 200,
    response: pageOf(backTestSchema),
    errors: ["area/unknown"],
  },
  getBackTest: {
    method: "get",
    path: "/api/v1/back-tests/{backTestId}",
    tag: "Forecasts",
    summary: "Read a back-test",
    params: z.object({ backTestId: idSchema }),
    status: 200,
    response: backTestSchema,
    errors: ["back-test/unknown"],
  },
} as const satisfies Record<string, Endpoint>;
