import type { Break } from "./problem.ts";

/** What a law asks of the breaks of a day, as far as the model can say it. */
export interface BreakPreset {
  readonly name: string;
  readonly title: string;
  readonly breaks: readonly Break[];
  /** Where the rule stands. */
  readonly source: string;
  /** What of the source the breaks do not say, and what can be stated elsewhere instead. */
  readonly beyond: string;
}

/**
 * Rule sets as data. Each is on the safe side: a route that keeps the breaks keeps what they stand
 * for, but the law may allow more. Rests are not paid; who pays them says so where the preset is
 * named. Several may be taken together. Not legal advice: the sources have the last word.
 */
export const BREAK_PRESETS: readonly BreakPreset[] = [
  {
    name: "eu-561",
    title: "EU drivers' hours: 45 minutes, or 15 and then 30, in 4 h 30 of driving",
    breaks: [
      {
        kind: "rule",
        drivingSecMax: 16_200,
        restSec: 2700,
        partsSec: [900, 1800],
        paid: false,
      },
    ],
    source: "Regulation (EC) No 561/2006, Article 7",
    beyond:
      "Week and fortnight. The day's rest of 11 hours: durationSecMax of 46,800. Member states may " +
      "exempt door-to-door household refuse collection, Article 13(1)(h).",
  },
  {
    name: "eu-561-daily",
    title: "EU drivers' hours: 9 hours of driving between two daily rests",
    breaks: [{ kind: "rule", drivingSecMax: 32_400, restSec: 39_600, paid: false }],
    source: "Regulation (EC) No 561/2006, Articles 6(1) and 8(2)",
    beyond:
      "The 10 hours allowed twice a week. A running vehicle states what it drove since its last " +
      "rest, whichever that was, and not since its last daily rest.",
  },
  {
    name: "eu-working-time",
    title: "EU working time: 30 minutes in 6 hours of work, 45 minutes in 9 hours",
    breaks: [
      {
        kind: "rule",
        workSecMax: 21_600,
        restSec: 1800,
        partsSec: [900, 900],
        paid: false,
      },
      {
        kind: "rule",
        workSecMax: 32_400,
        restSec: 2700,
        partsSec: [1800, 900],
        paid: false,
      },
    ],
    source: "Directive 2002/15/EC, Article 5",
    beyond:
      "Three parts of 15 minutes for the 45: here they are 45, or 30 and then 15. The first 30 " +
      "minutes must be complete within 6 hours of work, where the law asks for no more than the " +
      "first 15 by then. Waiting counts as no work, as time of availability does. Weeks, and " +
      "nights (Article 7).",
  },
  {
    name: "gb-domestic",
    title: "Great Britain, domestic: 30 minutes in 5 h 30 of driving",
    breaks: [{ kind: "rule", drivingSecMax: 19_800, restSec: 1800, paid: false }],
    source: "Transport Act 1968, section 96, as amended (domestic drivers' hours)",
    beyond:
      "The law asks this of passenger vehicles; for goods vehicles it sets no break but the day's " +
      "limits, so that the preset is a matter of prudence there. The choice of 45 minutes in " +
      "parts within 8 h 30. Duty of 11 hours a day in goods vehicles: durationSecMax of 39,600.",
  },
  {
    name: "gb-domestic-daily",
    title: "Great Britain, domestic: 10 hours of driving a day",
    breaks: [{ kind: "rule", drivingSecMax: 36_000, restSec: 86_400, paid: false }],
    source: "Transport Act 1968, section 96(1), as amended (domestic drivers' hours)",
    beyond:
      "A running vehicle states what it drove since its last rest, whichever that was, and not " +
      "since its day began.",
  },
];
