/**
 * Quantile of the standard normal distribution.
 *
 * Absolute error below 1.2e-9 for probabilities in (0, 1); infinite at the ends.
 * Source: Acklam's rational approximation (2003).
 */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q -
        2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q +
        3.754408661907416) *
        q +
        1)
    );
  }
  const q = probability - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r +
      138.357751867269) *
      r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r +
      66.80131188771972) *
      r -
      13.28068155288572) *
      r +
      1)
  );
}

/**
 * Distribution function of the standard normal distribution.
 *
 * Relative error below 1.2e-7. Source: Press et al., Numerical Recipes, 2nd edition, section 6.2
 * (Chebyshev fit of the complementary error function).
 */
function normalProbability(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const poly =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t *
                      (0.27886807 +
                        t *
                          (-1.13520398 +
                            t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = 0.5 * t * Math.exp(-x * x + poly);
  return z > 0 ? 1 - tail : tail;
}

/**
 * Quantile of a gamma distribution given by mean and variance.
 *
 * Within 2 % of the exact value for shapes from 1 up, coarser in the lower tail below that.
 * Source: Wilson and Hilferty (1931), PNAS 17(12), 684–688.
 */
export function gammaQuantile(mean: number, variance: number, probability: number): number {
  if (variance <= 0) return mean;
  const ninth = variance / (9 * mean * mean);
  const root = 1 - ninth + normalQuantile(probability) * Math.sqrt(ninth);
  return root <= 0 ? 0 : mean * root * root * root;
}

/** Probability that a gamma variable of this mean and variance is at most `value`. */
export function gammaProbability(mean: number, variance: number, value: number): number {
  if (value <= 0) return 0;
  if (variance <= 0) return value < mean ? 0 : 1;
  const ninth = variance / (9 * mean * mean);
  return normalProbability((Math.cbrt(value / mean) - 1 + ninth) / Math.sqrt(ninth));
}
