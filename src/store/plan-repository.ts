import { AppError, type Plan, type RouteGeometry } from "../domain/index.ts";
import { type PageStart, pageFrom, startOfPage } from "./cursor.ts";
import type { PlanRepository } from "./repositories.ts";
import type { PlanTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

/** What a plan's columns hold and its document does not. */
type PlanColumns = Pick<
  Plan,
  "id" | "areaId" | "day" | "version" | "state" | "parentId" | "jobId" | "createdAtMs"
>;

/** Plan versions. Every change of state is one guarded update, so that of two callers one wins. */
export function createPlanRepository(access: Access): PlanRepository {
  return { ...planMethods(access), ...dayMethods(access) };
}

function planMethods(access: Access) {
  return {
    insert: (plan, geometry) => access.write((session) => insertPlan(session, plan, geometry)),

    get: (planId) => findPlan(access.read, planId),

    async geometry(planId) {
      const rows = await access.read.query
        .selectFrom("plan_geometry")
        .select(["vehicle_id", "legs_json"])
        .where("plan_id", "=", planId)
        .orderBy("route_index")
        .execute();
      return rows.map((row) => ({
        vehicleId: row.vehicle_id,
        legs: JSON.parse(row.legs_json) as RouteGeometry["legs"],
      }));
    },

    async list(filter, page) {
      const start: PageStart<[number, string]> = startOfPage("plans", page, [0, ""]);
      let query = access.read.query.selectFrom("plans").selectAll();
      if (filter.areaId !== undefined) query = query.where("area_id", "=", filter.areaId);
      if (filter.day !== undefined) query = query.where("day", "=", filter.day);
      if (filter.state !== undefined) query = query.where("state", "=", filter.state);
      if (start.after !== null) {
        const [createdAtMs, id] = start.after;
        query = query.where((e) =>
          e(e.refTuple("created_at_ms", "id"), "<", e.tuple(createdAtMs, id)),
        );
      }
      const rows = await query
        .orderBy("created_at_ms", "desc")
        .orderBy("id", "desc")
        .limit(start.rowCountMax)
        .execute();
      return pageFrom("plans", page, rows, {
        item: planFrom,
        key: (row) => [row.created_at_ms, row.id],
      });
    },

    accept: (planId) => access.write((session) => acceptPlan(session, planId)),

    reject: (planId) =>
      access.write((session) => changeState(session, planId, "proposed", "rejected")),

    release: (planId) => access.write((session) => releasePlan(session, planId)),
  } satisfies Partial<PlanRepository>;
}

/** The plans of one working day. */
function dayMethods(access: Access) {
  return {
    async current(areaId, day) {
      const rows = await plansOfDay(access.read, areaId, day)
        .where("state", "in", ["draft", "released"])
        .orderBy("state", "desc") // "released" comes after "draft"
        .limit(1)
        .execute();
      return rows[0] === undefined ? null : planFrom(rows[0]);
    },

    async idsOfDay(areaId, day) {
      const rows = await access.read.query
        .selectFrom("plans")
        .select(["id", "state"])
        .where("area_id", "=", areaId)
        .where("day", "=", day)
        .where("state", "in", ["draft", "released", "proposed"])
        .orderBy("version", "desc")
        .execute();
      const idOf = (state: Plan["state"]) => rows.find((row) => row.state === state)?.id ?? null;
      return {
        currentId: idOf("released") ?? idOf("draft"),
        proposalIds: rows.filter(({ state }) => state === "proposed").map(({ id }) => id),
      };
    },

    async proposals(areaId, day) {
      const rows = await plansOfDay(access.read, areaId, day)
        .where("state", "=", "proposed")
        .orderBy("version", "desc")
        .execute();
      return rows.map(planFrom);
    },
  } satisfies Partial<PlanRepository>;
}

async function insertPlan(
  session: Session,
  plan: Plan,
  geometry: readonly RouteGeometry[],
): Promise<Plan> {
  await requireArea(session, plan.areaId);
  if (plan.state === "proposed") await requireParentInForce(session, plan.parentId);
  if (plan.state === "draft") await supersedeDraftOfDay(session, plan.areaId, plan.day);
  const { highest } = await session.query
    .selectFrom("plans")
    .select((e) => e.fn.max("version").as("highest"))
    .where("area_id", "=", plan.areaId)
    .where("day", "=", plan.day)
    .executeTakeFirstOrThrow();
  const stored: Plan = { ...plan, version: (highest ?? 0) + 1 };
  await session.query.insertInto("plans").values(rowFrom(stored)).execute();
  const rows = geometry.map(({ vehicleId, legs }, routeIndex) => ({
    plan_id: plan.id,
    route_index: routeIndex,
    vehicle_id: vehicleId,
    legs_json: JSON.stringify(legs),
  }));
  for (const row of rows) await session.query.insertInto("plan_geometry").values(row).execute();
  return stored;
}

async function acceptPlan(session: Session, planId: string): Promise<Plan> {
  const plan = await requirePlan(session, planId);
  const parent = plan.parentId === null ? null : await findPlan(session, plan.parentId);
  if (plan.state !== "proposed") throw stateError(plan, "proposed");
  if (parent === null || (parent.state !== "draft" && parent.state !== "released")) {
    throw new AppError(
      "plan/state",
      `plan (${planId}) changes plan (${plan.parentId}), which is not in force: plan again`,
    );
  }
  await changeState(session, parent.id, parent.state, "superseded");
  const accepted = await changeState(session, planId, "proposed", parent.state);
  await supersedeProposalsOf(session, parent.id);
  return accepted;
}

async function releasePlan(session: Session, planId: string): Promise<Plan> {
  const plan = await requirePlan(session, planId);
  if (plan.state !== "draft") throw stateError(plan, "draft");
  const before = await plansOfDay(session, plan.areaId, plan.day)
    .where("state", "=", "released")
    .execute();
  for (const { id } of before) {
    await changeState(session, id, "released", "superseded");
    await supersedeProposalsOf(session, id);
  }
  return await changeState(session, planId, "draft", "released");
}

/** The guard of every transition: changes nothing but throws where the state is not `from`. */
async function changeState(
  session: Session,
  planId: string,
  from: Plan["state"],
  to: Plan["state"],
): Promise<Plan> {
  const { numUpdatedRows } = await session.query
    .updateTable("plans")
    .set({ state: to })
    .where("id", "=", planId)
    .where("state", "=", from)
    .executeTakeFirst();
  const plan = await requirePlan(session, planId);
  if (numUpdatedRows !== 1n) throw stateError(plan, from);
  return plan;
}

async function supersedeDraftOfDay(session: Session, areaId: string, day: string): Promise<void> {
  const drafts = await plansOfDay(session, areaId, day).where("state", "=", "draft").execute();
  for (const { id } of drafts) {
    await changeState(session, id, "draft", "superseded");
    await supersedeProposalsOf(session, id);
  }
}

async function supersedeProposalsOf(session: Session, parentId: string): Promise<void> {
  await session.query
    .updateTable("plans")
    .set({ state: "superseded" })
    .where("parent_id", "=", parentId)
    .where("state", "=", "proposed")
    .execute();
}

function plansOfDay(session: Session, areaId: string, day: string) {
  return session.query
    .selectFrom("plans")
    .selectAll()
    .where("area_id", "=", areaId)
    .where("day", "=", day);
}

async function findPlan(session: Session, planId: string): Promise<Plan | null> {
  const row = await session.query
    .selectFrom("plans")
    .selectAll()
    .where("id", "=", planId)
    .executeTakeFirst();
  return row === undefined ? null : planFrom(row);
}

async function requirePlan(session: Session, planId: string): Promise<Plan> {
  const plan = await findPlan(session, planId);
  if (plan === null) throw new AppError("plan/unknown", `plan (${planId}) does not exist`);
  return plan;
}

async function requireArea(session: Session, areaId: string): Promise<void> {
  const row = await session.query
    .selectFrom("areas")
    .select("id")
    .where("id", "=", areaId)
    .executeTakeFirst();
  if (row === undefined) throw new AppError("area/unknown", `area (${areaId}) does not exist`);
}

async function requireParentInForce(session: Session, parentId: string | null): Promise<void> {
  const parent = parentId === null ? null : await findPlan(session, parentId);
  if (parent?.state === "draft" || parent?.state === "released") return;
  throw new AppError(
    "plan/state",
    `a proposal was made from plan (${parentId}), which is not in force any more: plan again`,
  );
}

function stateError(plan: Plan, wanted: Plan["state"]): AppError {
  return new AppError("plan/state", `plan (${plan.id}) is ${plan.state}, not ${wanted}`);
}

function rowFrom(plan: Plan): PlanTable {
  const { id, areaId, day, version, state, parentId, jobId, createdAtMs, ...document } = plan;
  return {
    id,
    area_id: areaId,
    day,
    version,
    state,
    parent_id: parentId,
    job_id: jobId,
    created_at_ms: createdAtMs,
    cost_cents: plan.totals.costCents,
    distance_m: plan.totals.distanceM,
    stop_count: plan.totals.stopCount,
    vehicle_count: plan.totals.vehicleCount,
    document_json: JSON.stringify(document),
  };
}

function planFrom(row: PlanTable): Plan {
  const columns: PlanColumns = {
    id: row.id,
    areaId: row.area_id,
    day: row.day,
    version: row.version,
    state: row.state,
    parentId: row.parent_id,
    jobId: row.job_id,
    createdAtMs: row.created_at_ms,
  };
  const document = JSON.parse(row.document_json) as Omit<Plan, keyof PlanColumns>;
  return { ...columns, ...document };
}
