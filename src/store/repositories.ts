import type {
  AlarmKind,
  ApiKey,
  Area,
  BackTestReport,
  City,
  CollectionPolicy,
  Container,
  ContainerAlarm,
  IncomingReading,
  IngestOutcome,
  Job,
  JobKind,
  JobProgress,
  JobRequest,
  JobState,
  Plan,
  PlanState,
  QualityCode,
  Reading,
  RouteGeometry,
  SensorPlace,
  Site,
  Vehicle,
  WebhookSource,
} from "../domain/index.ts";

/** A page of a list, and where the next one starts; null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageRequest {
  /** 1 to 1,000. */
  readonly limit: number;
  /** As an earlier page gave it; null for the first page. */
  readonly cursor: string | null;
}

/** A record with the number of its version, for `If-Match`; starts at 1, grows by 1 a change. */
export interface Versioned<T> {
  readonly value: T;
  readonly revision: number;
}

/** Where an area's import stands; an area cut off half-way is `importing` until imported anew. */
export type AreaState = "importing" | "ready";

export interface CityRepository {
  listAreas(page: PageRequest): Promise<Page<Area>>;
  /** Null where there is none or its import has not ended. */
  getArea(areaId: string): Promise<Area | null>;
  /** The whole city at once, for planning; null as `getArea`. */
  loadCity(areaId: string): Promise<City | null>;
  /**
   * Puts a city in the place of the one with the same area id. Containers, sites and vehicles keep
   * their readings and revisions by id; containers and sites that the city no longer names are
   * retired: nobody sees them, but their readings are there again should the id come back.
   *
   * With `state` "importing" the area stays hidden until `finishImport`. Throws `city/invalid`
   * where an id or a device is used twice, in this city or by another area.
   */
  replaceCity(
    city: City,
    imported: {
      readonly sourceHash: string;
      readonly atMs: number;
      /** "ready" where it is left out. */
      readonly state?: AreaState;
    },
  ): Promise<void>;
  /** Shows an area that was put in place as "importing". Throws `area/unknown`. */
  finishImport(areaId: string): Promise<void>;
  /** Hash of the folder that the area was last imported from in full; null where it never was. */
  sourceHash(areaId: string): Promise<string | null>;
  listSites(areaId: string, page: PageRequest): Promise<Page<Site>>;
  getSite(siteId: string): Promise<Site | null>;
  listContainers(
    filter: { readonly areaId?: string; readonly siteId?: string; readonly streamId?: string },
    page: PageRequest,
  ): Promise<Page<Versioned<Container>>>;
  getContainer(containerId: string): Promise<Versioned<Container> | null>;
  /** Containers of an area. */
  countContainers(areaId: string): Promise<number>;
  /** Area of a container; null where there is no such container. */
  areaOfContainer(containerId: string): Promise<string | null>;
  /**
   * The container that a sensor hung in at a moment, with that sensor's id, geometry and model in
   * the place of its main one's.
   */
  containerByDevice(deviceId: string, atMs: number): Promise<Container | null>;
  /** Sensors of a container, now and before, the newest first. */
  listSensorPlaces(containerId: string): Promise<readonly SensorPlace[]>;
  /**
   * Puts a further sensor into a container. Throws `container/unknown`, or `container/exists` where
   * the sensor hangs elsewhere at that time.
   */
  addSensor(containerId: string, sensor: Omit<SensorPlace, "isMain" | "untilMs">): Promise<void>;
  /** Takes a further sensor out. Throws `sensor/unknown` where it is not in the container. */
  removeSensor(containerId: string, deviceId: string, atMs: number): Promise<void>;
  /**
   * Throws `container/exists` for an id or a device that is taken, `site/unknown`, or
   * `request/invalid` for a stream that the area does not have.
   */
  createContainer(container: Container, atMs: number): Promise<void>;
  /**
   * Gives the new revision. Throws `container/unknown`, `request/stale-version` where the revision
   * is another, and as `createContainer`.
   */
  updateContainer(
    container: Container,
    expectedRevision: number | null,
    atMs: number,
  ): Promise<number>;
  listVehicles(areaId: string | null, page: PageRequest): Promise<Page<Versioned<Vehicle>>>;
  getVehicle(vehicleId: string): Promise<Versioned<Vehicle> | null>;
  /** Throws `vehicle/exists`, `area/unknown`, `request/invalid` for a type or depot not there. */
  createVehicle(vehicle: Vehicle): Promise<void>;
  /**
   * Gives the new revision. Throws `vehicle/unknown`, `request/stale-version` where the revision
   * is another, and as `createVehicle`.
   */
  updateVehicle(vehicle: Vehicle, expectedRevision: number | null): Promise<number>;
  /** Throws `area/unknown`. */
  /** Null as `getArea`. */
  getPolicy(areaId: string): Promise<CollectionPolicy | null>;
  updatePolicy(areaId: string, policy: CollectionPolicy): Promise<void>;
}

/** Binary results of `geo`, kept so that a second start computes nothing again. */
export interface RoadRepository {
  /** @param kind for example `routing:truck-26t`, `lines` or `matrix:<hash>` */
  put(areaId: string, kind: string, version: string, bytes: Uint8Array): Promise<void>;
  /** Null where there is none of this version. */
  get(areaId: string, kind: string, version: string): Promise<Uint8Array | null>;
  /** Version of the area's road graph; null before its first import. */
  graphVersion(areaId: string): Promise<string | null>;
  setGraphVersion(areaId: string, version: string): Promise<void>;
}

/** One container's readings as arrays of equal length, oldest first. */
export interface ReadingSeries {
  readonly atMs: Float64Array;
  readonly fillPercent: Float64Array;
  /** As told when the reading came: what was judged later is not in it. */
  readonly quality: Uint8Array;
}

/** Readings of a container at one time that the forecast does not believe, or not quite. */
export interface Judgement {
  readonly atMs: number;
  readonly quality: Exclude<QualityCode, 0>;
  readonly reasons: readonly string[];
}

export interface ReadingRepository {
  /**
   * Stores readings that are not there yet, in one durable commit; answers in the order given.
   *
   * A reading is the same as one stored before when container, source and sequence are equal, or,
   * without a sequence, container, source and time. Throws `container/unknown`, and stores none of
   * the batch, where a container does not exist.
   */
  ingest(
    readings: readonly (IncomingReading & Pick<Reading, "quality" | "reasons" | "receivedAtMs">)[],
  ): Promise<readonly IngestOutcome[]>;
  /** From `fromMs` on, before `toMs`; empty where there is no such container. */
  /**
   * Drops the area's readings of source `import`: an import brings all of them anew, corrected or
   * moved in time, and those of the one before must not stay beside them.
   */
  forgetImported(areaId: string): Promise<void>;
  series(containerId: string, fromMs: number, toMs: number): Promise<ReadingSeries>;
  /** Oldest first; the range as `series`. */
  list(
    containerId: string,
    range: { fromMs: number; toMs: number },
    page: PageRequest,
  ): Promise<Page<Reading>>;
  /** Series of every container of an area that has readings, by container id. */
  seriesOfArea(
    areaId: string,
    fromMs: number,
    toMs: number,
  ): Promise<ReadonlyMap<string, ReadingSeries>>;
  /**
   * Keeps what the forecast thinks of readings from `fromMs` on, before `toMs`, in place of what it
   * thought before; containers that are not named stay as they are. The list and the newest reading
   * then show the worse quality of the two, and the reasons of both; a series does not.
   */
  judge(
    judgements: ReadonlyMap<string, readonly Judgement[]>,
    fromMs: number,
    toMs: number,
  ): Promise<void>;
  /** Newest reading of each container of an area. */
  latestOfArea(areaId: string): Promise<ReadonlyMap<string, Reading>>;
  /** Newest reading of each of some containers, by id; those without any are left out. */
  latestOf(containerIds: readonly string[]): Promise<ReadonlyMap<string, Reading>>;
  /**
   * When the newest readings of each container of an area were measured, at most `countMax`, oldest
   * first; containers without any are left out.
   */
  reportTimes(areaId: string, countMax: number): Promise<ReadonlyMap<string, Float64Array>>;
  /** Readings kept of an area, those of retired containers too; known without counting them. */
  count(areaId: string): Promise<number>;
}

/** Summary of a container's forecast at planning time, kept for the map and the list. */
export interface StoredForecast {
  readonly containerId: string;
  readonly computedAtMs: number;
  readonly fillPercent: number;
  readonly fillLowPercent: number;
  readonly fillHighPercent: number;
  /** Percent per day, now. */
  readonly ratePercentPerDay: number;
  readonly overflowProbability24h: number;
  readonly hoursToFull: number | null;
}

export interface ForecastRepository {
  putAll(forecasts: readonly StoredForecast[]): Promise<void>;
  ofArea(areaId: string): Promise<ReadonlyMap<string, StoredForecast>>;
  /** Forecasts of some containers, at most 1,000; those without any are left out. */
  of(containerIds: readonly string[]): Promise<ReadonlyMap<string, StoredForecast>>;
  get(containerId: string): Promise<StoredForecast | null>;
}

export interface PlanRepository {
  /**
   * Stores a checked plan with its road lines. A `draft` supersedes the day's draft before it, and
   * the proposals made from that one; the version is set to one more than the day's highest. Gives
   * the plan as stored. Throws `plan/state` for a proposal whose parent is not in force any more,
   * `area/unknown`.
   */
  insert(plan: Plan, geometry: readonly RouteGeometry[]): Promise<Plan>;
  get(planId: string): Promise<Plan | null>;
  geometry(planId: string): Promise<readonly RouteGeometry[]>;
  /** Newest first. */
  list(
    filter: { readonly areaId?: string; readonly day?: string; readonly state?: PlanState },
    page: PageRequest,
  ): Promise<Page<Plan>>;
  /** The day's plan in force: released, else draft; null where there is none. */
  current(areaId: string, day: string): Promise<Plan | null>;
  /** Ids of what `current` and `proposals` give, without reading the plans. */
  idsOfDay(
    areaId: string,
    day: string,
  ): Promise<{ readonly currentId: string | null; readonly proposalIds: readonly string[] }>;
  /** Proposals of a day that wait for an answer, newest first. */
  proposals(areaId: string, day: string): Promise<readonly Plan[]>;
  /**
   * The proposal takes the state of its parent, which is superseded, as are other proposals made
   * from the same parent. Throws `plan/unknown`, `plan/state`: of two that accept, one wins.
   */
  accept(planId: string): Promise<Plan>;
  /** Throws `plan/unknown`, `plan/state`. */
  reject(planId: string): Promise<Plan>;
  /**
   * Draft to released; supersedes what was released for the day. Throws `plan/unknown`,
   * `plan/state`.
   */
  release(planId: string): Promise<Plan>;
}

export interface JobRepository {
  enqueue(request: JobRequest, atMs: number): Promise<Job>;
  get(jobId: string): Promise<Job | null>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Job>>;
  /** Jobs of these states, oldest first. */
  inState(states: readonly JobState[]): Promise<readonly Job[]>;
  /** Takes the oldest queued job (of these kinds) and marks it running; null where none waits. */
  claim(atMs: number, kinds?: readonly JobKind[]): Promise<Job | null>;
  /** Does nothing where the job does not run any more. */
  setProgress(jobId: string, progress: JobProgress): Promise<void>;
  /** Throws `job/unknown`, `job/state` where the job does not run, for example was cancelled. */
  succeed(jobId: string, resultId: string, atMs: number): Promise<void>;
  /** Throws `job/unknown`, `job/state` where the job has ended. */
  fail(jobId: string, error: NonNullable<Job["error"]>, atMs: number): Promise<void>;
  /** Throws as `fail`. */
  cancel(jobId: string, atMs: number): Promise<void>;
  /**
   * Puts a running job back in the queue as if it had not been started, when the service ends in
   * order; does nothing where it does not run.
   */
  requeue(jobId: string): Promise<void>;
  /**
   * Run at start: jobs that a dead process left running are queued again, or failed with
   * `job/interrupted` once they have been started `attemptsMax` times.
   */
  recover(attemptsMax: number, atMs: number): Promise<readonly Job[]>;
}

export interface AlarmRepository {
  /**
   * Opens alarms, or renews those of the container and kind that are open. One that was said before
   * the last of its kind was cleared changes nothing, nor does one of an unknown container.
   */
  raise(
    alarms: readonly {
      readonly containerId: string;
      readonly kind: AlarmKind;
      readonly source: string;
      readonly atMs: number;
    }[],
  ): Promise<void>;
  /** Open alarms of an area, oldest first. */
  open(areaId: string): Promise<readonly ContainerAlarm[]>;
  /** Newest first, those that were cleared, too. */
  list(areaId: string, page: PageRequest): Promise<Page<ContainerAlarm>>;
  /** The alarm as it then is; of two who clear it, the first is named. Throws `alarm/unknown`. */
  clear(alarmId: string, by: string, atMs: number): Promise<ContainerAlarm>;
}

export interface BackTestRepository {
  insert(report: BackTestReport): Promise<void>;
  get(reportId: string): Promise<BackTestReport | null>;
  /** Newest first. */
  list(areaId: string, page: PageRequest): Promise<Page<BackTestReport>>;
}

export interface AccessRepository {
  /** True until the first key is made. */
  isOpen(): Promise<boolean>;
  createKey(key: ApiKey, secretSha256: string): Promise<void>;
  /** Also a key that was revoked or has expired: the caller looks. */
  keyBySecret(secretSha256: string): Promise<ApiKey | null>;
  listKeys(page: PageRequest): Promise<Page<ApiKey>>;
  /** Throws `key/unknown`. */
  revokeKey(keyId: string, atMs: number): Promise<void>;
  /** Notes that the key was used; to the minute, so that reading does not mean writing. */
  touchKey(keyId: string, atMs: number): Promise<void>;
  /** Throws `webhook/source-exists`. */
  createSource(source: WebhookSource, secret: string): Promise<void>;
  listSources(page: PageRequest): Promise<Page<WebhookSource>>;
  /** The source with its live secrets, newest first, at most two. */
  sourceByName(name: string): Promise<{ source: WebhookSource; secrets: readonly string[] } | null>;
  /** Adds a secret; of three the oldest goes. Throws `webhook/unknown-source`. */
  rotateSecret(sourceId: string, secret: string, atMs: number): Promise<void>;
  /** False where this message id was accepted from the source before. */
  rememberMessage(sourceId: string, messageId: string, atMs: number): Promise<boolean>;
  forgetMessagesBefore(atMs: number): Promise<void>;
  audit(entry: { atMs: number; actor: string; action: string; detail: string }): Promise<void>;
}

export interface IdempotencyRepository {
  forgetBefore(atMs: number): Promise<void>;
  /** The answer kept for a key; null where the key is new. */
  find(
    key: string,
  ): Promise<{ requestHash: string; status: number; body: string; location: string | null } | null>;
  /** The first answer kept for a key stays. */
  keep(
    key: string,
    answer: {
      requestHash: string;
      status: number;
      body: string;
      location: string | null;
      atMs: number;
    },
  ): Promise<void>;
}

/** Everything that is kept. One implementation a database; one test suite for all. */
export interface Store {
  readonly cities: CityRepository;
  readonly roads: RoadRepository;
  readonly readings: ReadingRepository;
  readonly forecasts: ForecastRepository;
  readonly plans: PlanRepository;
  readonly jobs: JobRepository;
  readonly backTests: BackTestRepository;
  readonly alarms: AlarmRepository;
  readonly access: AccessRepository;
  readonly idempotency: IdempotencyRepository;
  /**
   * Runs `work` in one transaction: all of it is kept, or nothing. Not to be nested. `work` reads
   * and writes by the store it is given; other writes of this thread wait until it ends.
   */
  transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  /** Cheap question whether the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
