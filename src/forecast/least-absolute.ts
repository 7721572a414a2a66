/** Residuals below this count as this: the absolute value has no slope at zero. */
const RESIDUAL_MIN = 0.5;

/** Weight of the pull towards zero, in rows: keeps weights of features that say the same small. */
const RIDGE_ROWS = 1;

const ITERATIONS = 20;

/**
 * Fits weights so that the sum of absolute errors of `rows · weights` against `targets` is least:
 * the weights of a median, which a few wild gains do not move.
 *
 * @param rows row-major, `columnCount` numbers a row, each column of like size
 *
 * Cost: 20 times rows times columns squared. Source: iteratively reweighted least squares,
 * Schlossmacher (1973), Journal of the American Statistical Association 68(344), 857–859.
 */
export function leastAbsoluteWeights(
  rows: Float64Array,
  targets: Float64Array,
  columnCount: number,
): Float64Array {
  let weights = new Float64Array(columnCount);
  const rowWeight = new Float64Array(targets.length).fill(1);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    weights = leastSquares(rows, targets, rowWeight, columnCount);
    for (let row = 0; row < targets.length; row++) {
      const error = targets[row] - rowTimes(rows, row, weights, columnCount);
      rowWeight[row] = 0.5 / Math.max(RESIDUAL_MIN, Math.abs(error));
    }
  }
  return weights;
}

/** Product of one row and the weights. */
export function rowTimes(
  rows: Float64Array,
  row: number,
  weights: Float64Array,
  columnCount: number,
): number {
  const offset = row * columnCount;
  let sum = 0;
  for (let column = 0; column < columnCount; column++) {
    sum += rows[offset + column] * weights[column];
  }
  return sum;
}

function leastSquares(
  rows: Float64Array,
  targets: Float64Array,
  rowWeight: Float64Array,
  columnCount: number,
): Float64Array<ArrayBuffer> {
  const normal = new Float64Array(columnCount * columnCount);
  const right = new Float64Array(columnCount);
  for (let row = 0; row < targets.length; row++) {
    const offset = row * columnCount;
    const weight = rowWeight[row];
    for (let i = 0; i < columnCount; i++) {
      const scaled = weight * rows[offset + i];
      if (scaled === 0) continue;
      right[i] += scaled * targets[row];
      for (let j = 0; j <= i; j++) normal[i * columnCount + j] += scaled * rows[offset + j];
    }
  }
  for (let i = 0; i < columnCount; i++) normal[i * columnCount + i] += RIDGE_ROWS;
  return solveCholesky(normal, right, columnCount);
}

/** Solves a symmetric positive definite system given by its lower half, which is overwritten. */
function solveCholesky(
  lower: Float64Array,
  right: Float64Array<ArrayBuffer>,
  n: number,
): Float64Array<ArrayBuffer> {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * n + j];
      for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j];
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) right[i] -= lower[i * n + k] * right[k];
    right[i] /= lower[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i] -= lower[k * n + i] * right[k];
    right[i] /= lower[i * n + i];
  }
  return right;
}
