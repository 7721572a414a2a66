/** How good forecasts of one horizon were; see `docs/forecast.md`. */
export interface ForecastFigures {
  /** Forecasts whose truth is known. */
  readonly count: number;
  /** Mean absolute error of the median, percent points of the container. */
  readonly medianErrorPercent: number;
  /** Mean pinball loss of the 90 % quantile, percent points. */
  readonly pinball90Percent: number;
  /** How often the truth lay under the 90 % quantile, and within the middle 80 %. */
  readonly below90Share: number;
  readonly within80Share: number;
  /** Mean squared error of the probability of being full. */
  readonly brier: number;
  readonly calibrationError: number;
  /** By tenths of the probability told: its mean, how often it came, and the count. */
  readonly calibration: readonly {
    readonly toldMean: number;
    readonly cameShare: number;
    readonly count: number;
  }[];
  readonly hoursToFullError: number | null;
}

/** What a city's own past says of its forecasts. */
export interface BackTestReport {
  readonly id: string;
  readonly areaId: string;
  readonly createdAtMs: number;
  readonly days: number;
  readonly seed: number;
  /** A container counts as full from here on. */
  readonly fullPercent: number;
  readonly containerCount: number;
  readonly horizons: readonly {
    readonly hours: number;
    /** Null where the past is too short for one forecast. */
    readonly figures: ForecastFigures | null;
    /** Of each container that has a truth, the largest error first. */
    readonly containers: readonly {
      readonly containerId: string;
      readonly count: number;
      readonly medianErrorPercent: number;
      readonly within80Share: number;
    }[];
  }[];
}
