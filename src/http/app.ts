import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { AppError } from "../domain/index.ts";
import type { Handlers, Shared } from "./call.ts";
import { ENDPOINT_NAMES, endpointOf } from "./contract/endpoints.ts";
import { expressPath, mountEndpoints } from "./dispatch.ts";
import { ACCESS_HANDLERS } from "./handlers/access.ts";
import { ALARM_HANDLERS } from "./handlers/alarms.ts";
import { AREA_HANDLERS } from "./handlers/areas.ts";
import { BACK_TEST_HANDLERS } from "./handlers/back-tests.ts";
import { CONTAINER_HANDLERS } from "./handlers/containers.ts";
import { JOB_HANDLERS } from "./handlers/jobs.ts";
import { PLAN_HANDLERS } from "./handlers/plans.ts";
import { READING_HANDLERS } from "./handlers/readings.ts";
import { SYSTEM_HANDLERS } from "./handlers/system.ts";
import { TILE_HANDLERS } from "./handlers/tiles.ts";
import { VEHICLE_HANDLERS } from "./handlers/vehicles.ts";
import { WEBHOOK_HANDLERS } from "./handlers/webhooks.ts";
import { Locks } from "./locks.ts";
import { createMetrics } from "./metrics.ts";
import { documentRoutes, pageRoutes } from "./pages.ts";
import { toAppError, toProblem } from "./problems.ts";
import { watchPlans } from "./replan.ts";
import { contextOf, requestContext } from "./request-context.ts";
import type { HttpConfig, Services } from "./services.ts";
import { createTiles } from "./tiles/tiles.ts";

const HANDLERS: Handlers = {
  ...AREA_HANDLERS,
  ...TILE_HANDLERS,
  ...CONTAINER_HANDLERS,
  ...ALARM_HANDLERS,
  ...BACK_TEST_HANDLERS,
  ...VEHICLE_HANDLERS,
  ...READING_HANDLERS,
  ...WEBHOOK_HANDLERS,
  ...PLAN_HANDLERS,
  ...JOB_HANDLERS,
  ...ACCESS_HANDLERS,
  ...SYSTEM_HANDLERS,
};

/** Builds the service's Express app; it holds no state but caches, and listens nowhere yet. */
export function createApp(services: Services): Express {
  const shared: Shared = {
    locks: new Locks(),
    metrics: createMetrics(),
    tiles: createTiles(),
    lastRunMs: new Map(),
  };
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.use(requestContext(services, shared.metrics));
  app.use(securityHeaders(services.config));
  app.use(limitRequests(services.config));
  mountEndpoints(app, services, shared, HANDLERS);
  app.use(documentRoutes());
  app.use(pageRoutes(services.config.webDirectory));
  refuseOtherMethods(app);
  app.use((request) => {
    throw new AppError(
      "request/unknown-address",
      `nothing is at ${request.path}: see /docs for the addresses there are`,
    );
  });
  app.use(answerProblem(services));
  watchPlans(services, shared); // for as long as the queue lives
  return app;
}

/** Headers against framing, sniffing and foreign scripts; MapLibre's worker comes from a blob. */
function securityHeaders(config: HttpConfig): RequestHandler {
  const mapOrigin =
    config.baseMapUrl !== null && URL.canParse(config.baseMapUrl)
      ? [new URL(config.baseMapUrl).origin]
      : [];
  return helmet({
    // Without TLS of its own the service must not send browsers to addresses it does not serve.
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:", ...mapOrigin],
        connectSrc: ["'self'", ...mapOrigin],
        workerSrc: ["'self'", "blob:"],
        childSrc: ["blob:"],
      },
    },
  });
}

function limitRequests(config: HttpConfig): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: config.requestsPerMinuteMax,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: () => {
      throw new AppError(
        "request/too-many",
        `more than ${config.requestsPerMinuteMax} requests in a minute: wait as Retry-After says`,
      );
    },
  });
}

/** Says which methods an address takes, where one came that it does not. */
function refuseOtherMethods(app: Express): void {
  const methodsOf = Map.groupBy(ENDPOINT_NAMES.map(endpointOf), ({ path }) => path);
  for (const [path, endpoints] of methodsOf) {
    const methods = endpoints.map(({ method }) => method.toUpperCase());
    app.all(expressPath(path), (request, response) => {
      response.set("Allow", methods.join(", "));
      throw new AppError(
        "request/unknown-address",
        `${request.method} is not taken at ${request.path}: use ${methods.join(" or ")}`,
      );
    });
  }
}

/** Turns whatever was thrown into a problem document; the log gets the whole of a failure. */
function answerProblem(services: Services): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const { id } = contextOf(response);
    const error = toAppError(thrown, id);
    if (error.code === "internal/failed") {
      services.logger.error({ requestId: id, err: thrown }, "a request failed");
    }
    if (response.headersSent) {
      next(thrown); // a stream has begun: all that is left is to cut it
      return;
    }
    const path = request.originalUrl.split("?")[0] ?? "";
    const problem = toProblem(error, { method: request.method, path });
    if (problem.status === 401) response.set("WWW-Authenticate", "Bearer");
    response.removeHeader("ETag");
    response.set("Cache-Control", "no-store");
    response.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  };
}
