export {
  type BackTestOutcome,
  type BackTestScore,
  type BackTestSetup,
  backTest,
  scoreOutcomes,
} from "./back-test.ts";
export { Backcast, type BackcastContainer } from "./backcast.ts";
export {
  expectedExcess,
  type FillForecast,
  fillQuantile,
  forecastByRate,
  forecastContainer,
  hoursToFull,
  hoursToReach,
  overflowProbability,
  reachProbability,
} from "./forecast.ts";
export { HORIZON_HOURS } from "./gain-model.ts";
export { gammaQuantile } from "./gamma.ts";
export {
  type ContainerHistory,
  EMPTY_HISTORY,
  judgeHistory,
  SAMPLE_MS,
  SAMPLES_A_DAY,
  summariseHistory,
  withEmptying,
} from "./history.ts";
export { EVEN_WEEK, PART_COUNT, partOfWeek, weekdayShares } from "./operational-time.ts";
export { type GroupPrior, groupPrior } from "./prior.ts";
export { reasonNames } from "./quality.ts";
export {
  type FillReadings,
  orderReadings,
  readingsUntil,
  SATURATED_PERCENT,
} from "./readings.ts";
export {
  REPORT_COUNT,
  type SensorHealth,
  type SensorState,
  sensorHealth,
} from "./sensor-health.ts";
export {
  type FillProcess,
  type SensorModel,
  type SimulatedReadings,
  simulateReadings,
  type TimeSpan,
  type TrueEmptying,
} from "./simulate-readings.ts";
export {
  type Emptying,
  type LevelTrack,
  trackLevels,
} from "./track-levels.ts";
export { sensorTraits } from "./traits.ts";
