import {
  annealPart,
  type PartAnswer,
  type PartLimits,
  type PartTask,
  type Whole,
} from "../solver/index.ts";

/**
 * What threads that search together share in a round: they take tasks until `nextTask`, one shared
 * number, says that all are taken, and end them early where `stopCell` is not 0. A thread answers
 * with its `NumberedAnswer`s.
 */
export interface SolveRound {
  /** Sent where it is another than in the round before. */
  readonly whole?: Whole;
  readonly tasks: readonly PartTask[];
  readonly nextTask: Int32Array;
  readonly stopCell: Int32Array;
}

/** The answer to a task, and where the task stands in its round. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: PartAnswer;
}

/** Does tasks of a round for as long as there are any that nobody has taken. */
export function doFreeTasks(
  whole: Whole,
  { tasks, nextTask }: SolveRound,
  limits: PartLimits,
): NumberedAnswer[] {
  const answers: NumberedAnswer[] = [];
  for (;;) {
    const number = Atomics.add(nextTask, 0, 1);
    const task = tasks[number];
    if (task === undefined) return answers;
    answers.push({ number, answer: annealPart(whole, task, limits) });
  }
}
