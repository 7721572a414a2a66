import { ACCESS_ENDPOINTS } from "./access-endpoints.ts";
import { ALARM_ENDPOINTS } from "./alarm-endpoints.ts";
import { BACK_TEST_ENDPOINTS } from "./back-test-endpoints.ts";
import { CITY_ENDPOINTS } from "./city-endpoints.ts";
import type { Endpoint } from "./endpoint.ts";
import { INGEST_ENDPOINTS } from "./ingest-endpoints.ts";
import { PLAN_ENDPOINTS } from "./plan-endpoints.ts";

/** Every endpoint by name, in the order of the documents. */
export const ENDPOINTS = {
  ...CITY_ENDPOINTS,
  ...INGEST_ENDPOINTS,
  ...PLAN_ENDPOINTS,
  ...ALARM_ENDPOINTS,
  ...BACK_TEST_ENDPOINTS,
  ...ACCESS_ENDPOINTS,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** Names of all endpoints, in the order of the documents. */
export const ENDPOINT_NAMES = Object.keys(ENDPOINTS) as readonly EndpointName[];

/** The endpoint of a name as the general type, for code that treats all alike. */
export function endpointOf(name: EndpointName): Endpoint {
  return ENDPOINTS[name];
}
