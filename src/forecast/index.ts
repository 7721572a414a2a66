export { Backcast, type BackcastContainer } from "./backcast.ts";
export {
  expectedExcess,
  type FillForecast,
  type ForecastBasis,
  fillQuantile,
  forecastContainer,
  hoursToFull,
  hoursToReach,
  overflowProbability,
  reachProbability,
} from "./forecast.ts";
export { type GainModel, type GainTable, HORIZON_HOURS } from "./gain-model.ts";
export {
  type ContainerHistory,
  EMPTY_HISTORY,
  type LevelSamples,
  NO_SAMPLE,
  SAMPLE_MS,
  summariseHistory,
  withEmptying,
} from "./history.ts";
export { type GroupPrior, groupPrior } from "./prior.ts";
export {
  reasonNames,
  TRUST_REASONS,
  type TrustCode,
  type TrustReason,
} from "./quality.ts";
export { type FillReadings, orderReadings, readingsUntil } from "./readings.ts";
export {
  type FillProcess,
  type SensorModel,
  type SimulatedFault,
  type SimulatedReadings,
  simulateReadings,
  type TimeSpan,
  type TrueEmptying,
} from "./simulate-readings.ts";
export {
  type Emptying,
  type FillCycle,
  type LevelTrack,
  trackLevels,
} from "./track-levels.ts";
export { type SensorTraits, sensorTraits } from "./traits.ts";
