import { AppError, type Plan } from "../../domain/index.ts";
import { dayOf } from "../../planning/index.ts";
import type { Store } from "../../store/index.ts";
import type { Handlers } from "../call.ts";
import type { Caller } from "../caller.ts";
import { toJobBody } from "../convert/job.ts";
import { toPlanBody, toPlanSummaryBody, toRoutesGeoJson } from "../convert/plan.ts";
import { replanAfterAccept } from "../replan.ts";
import type { PlanBody } from "../schemas/plan.ts";
import type { Services } from "../services.ts";
import { areaOf, cityOf, mapPage, pageRequest } from "./lookups.ts";

/** Plans: ask for one, read them, answer proposals. */
export const PLAN_HANDLERS = {
  async createPlan({ services, body }) {
    const { store } = services;
    const city = await cityOf(store, body.areaId);
    if ((await store.roads.graphVersion(body.areaId)) === null) {
      throw new AppError(
        "area/no-road-graph",
        `areaId (${body.areaId}) has no road graph yet: import its city first`,
      );
    }
    if (!city.vehicles.some(({ active }) => active)) {
      throw new AppError("plan/no-vehicles", "every vehicle is off duty: set one active first");
    }
    const job = await services.jobs.enqueue({
      kind: "plan",
      areaId: body.areaId,
      day: body.day ?? dayOf(services.now(), city.area.timeZone),
      timeLimitMs: Math.round(body.seconds * 1000),
      seed: body.seed,
    });
    return { body: toJobBody(job), headers: { Location: `/api/v1/jobs/${job.id}` } };
  },
  async listPlans({ services, query }) {
    const { areaId, day, state } = query;
    const filter = {
      ...(areaId === undefined ? {} : { areaId }),
      ...(day === undefined ? {} : { day }),
      ...(state === undefined ? {} : { state }),
    };
    const page = await services.store.plans.list(filter, pageRequest(query));
    return { body: mapPage(page, toPlanSummaryBody) };
  },
  async getPlan({ services, params }) {
    return { body: await planBody(services.store, await planOf(services.store, params.planId)) };
  },
  async getPlanRoutes({ services, params }) {
    const { store } = services;
    const plan = await planOf(store, params.planId);
    return { body: toRoutesGeoJson(plan, await store.plans.geometry(plan.id)) };
  },
  async acceptPlan({ services, shared, caller, params }) {
    const accepted = await decide(services, caller, "accept", params.planId);
    await replanAfterAccept(services, shared, accepted);
    return { body: await planBody(services.store, accepted) };
  },
  async rejectPlan({ services, caller, params }) {
    const rejected = await decide(services, caller, "reject", params.planId);
    return { body: await planBody(services.store, rejected) };
  },
  async releasePlan({ services, caller, params }) {
    const released = await decide(services, caller, "release", params.planId);
    return { body: await planBody(services.store, released) };
  },
} satisfies Partial<Handlers>;

/** A plan of an id; throws `plan/unknown`. */
async function planOf(store: Store, planId: string): Promise<Plan> {
  const plan = await store.plans.get(planId);
  if (plan === null) throw new AppError("plan/unknown", `planId (${planId}) is no plan here`);
  return plan;
}

async function planBody(store: Store, plan: Plan): Promise<PlanBody> {
  const area = await areaOf(store, plan.areaId);
  return toPlanBody(plan, area.timeZone);
}

async function decide(
  services: Services,
  caller: Caller,
  action: "accept" | "reject" | "release",
  planId: string,
): Promise<Plan> {
  const { store } = services;
  const plan = await store.plans[action](planId);
  await store.access.audit({
    atMs: services.now(),
    actor: caller.name,
    action: `plan/${action}`,
    detail: `plan ${planId} of ${plan.areaId} for ${plan.day}`,
  });
  return plan;
}
