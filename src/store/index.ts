export { openStore } from "./open-store.ts";
export type {
  AccessRepository,
  AreaState,
  CityRepository,
  ForecastRepository,
  IdempotencyRepository,
  JobRepository,
  Judgement,
  Page,
  PageRequest,
  PlanRepository,
  ReadingRepository,
  ReadingSeries,
  RoadRepository,
  Store,
  StoredForecast,
  Versioned,
} from "./repositories.ts";
