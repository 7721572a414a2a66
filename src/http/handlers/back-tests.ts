import { AppError, type BackTestReport } from "../../domain/index.ts";
import type { Handlers } from "../call.ts";
import { toJobBody } from "../convert/job.ts";
import { round } from "../convert/reason.ts";
import { toTime } from "../convert/time.ts";
import type { BackTestBody } from "../schemas/back-test.ts";
import { areaOf, mapPage, pageRequest } from "./lookups.ts";

/** Forecasts held against a city's own past. */
export const BACK_TEST_HANDLERS = {
  async createBackTest({ services, params, body }) {
    const { areaId } = params;
    await areaOf(services.store, areaId);
    const job = await services.jobs.enqueue({ kind: "back-test", areaId, ...body });
    return { body: toJobBody(job), headers: { Location: `/api/v1/jobs/${job.id}` } };
  },
  async listBackTests({ services, params, query }) {
    await areaOf(services.store, params.areaId);
    const page = await services.store.backTests.list(params.areaId, pageRequest(query));
    return { body: mapPage(page, toBackTestBody) };
  },
  async getBackTest({ services, params }) {
    const { backTestId } = params;
    const report = await services.store.backTests.get(backTestId);
    if (report === null) {
      throw new AppError("back-test/unknown", `backTestId (${backTestId}) is no back-test here`);
    }
    return { body: toBackTestBody(report) };
  },
} satisfies Partial<Handlers>;

function toBackTestBody(report: BackTestReport): BackTestBody {
  const { createdAtMs, horizons, ...same } = report;
  return {
    ...same,
    createdAt: toTime(createdAtMs),
    horizons: horizons.map(({ hours, figures, containers }) => ({
      hours,
      figures: figures === null ? null : toFiguresBody(figures),
      containers: containers.map((container) => ({
        ...container,
        medianErrorPercent: round(container.medianErrorPercent, 2),
        within80Share: round(container.within80Share, 3),
      })),
    })),
  };
}

type FiguresBody = NonNullable<BackTestBody["horizons"][number]["figures"]>;

function toFiguresBody(
  figures: NonNullable<BackTestReport["horizons"][number]["figures"]>,
): FiguresBody {
  const { hoursToFullError } = figures;
  return {
    count: figures.count,
    medianErrorPercent: round(figures.medianErrorPercent, 3),
    pinball90Percent: round(figures.pinball90Percent, 3),
    below90Share: round(figures.below90Share, 4),
    within80Share: round(figures.within80Share, 4),
    brier: round(figures.brier, 5),
    calibrationError: round(figures.calibrationError, 4),
    calibration: figures.calibration.map(({ toldMean, cameShare, count }) => ({
      toldMean: round(toldMean, 4),
      cameShare: round(cameShare, 4),
      count,
    })),
    hoursToFullError: hoursToFullError === null ? null : round(hoursToFullError, 2),
  };
}
