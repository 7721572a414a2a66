import type { Manoeuvre, RoadStep } from "./steps.ts";

/** Languages in which steps can be said. */
export const STEP_LANGUAGES = ["en", "de", "es"] as const;
export type StepLanguage = (typeof STEP_LANGUAGES)[number];

interface Phrases {
  readonly manoeuvres: Readonly<Record<Manoeuvre, string>>;
  /** How the name of the road is joined on. */
  readonly onto: (name: string) => string;
  readonly sides: Readonly<Record<"left" | "right" | "on", string>>;
}

const PHRASES: Readonly<Record<StepLanguage, Phrases>> = {
  en: {
    manoeuvres: {
      depart: "Start",
      straight: "Go straight ahead",
      "slight-left": "Bear left",
      left: "Turn left",
      "sharp-left": "Turn sharp left",
      "slight-right": "Bear right",
      right: "Turn right",
      "sharp-right": "Turn sharp right",
      "turn-back": "Turn back",
      arrive: "Arrive",
    },
    onto: (name) => ` on ${name}`,
    sides: { left: ", on the left", right: ", on the right", on: "" },
  },
  de: {
    manoeuvres: {
      depart: "Losfahren",
      straight: "Geradeaus weiterfahren",
      "slight-left": "Leicht links halten",
      left: "Links abbiegen",
      "sharp-left": "Scharf links abbiegen",
      "slight-right": "Leicht rechts halten",
      right: "Rechts abbiegen",
      "sharp-right": "Scharf rechts abbiegen",
      "turn-back": "Wenden",
      arrive: "Ziel erreicht",
    },
    onto: (name) => ` – ${name}`,
    sides: { left: ", auf der linken Seite", right: ", auf der rechten Seite", on: "" },
  },
  es: {
    manoeuvres: {
      depart: "Salir",
      straight: "Seguir recto",
      "slight-left": "Girar ligeramente a la izquierda",
      left: "Girar a la izquierda",
      "sharp-left": "Giro cerrado a la izquierda",
      "slight-right": "Girar ligeramente a la derecha",
      right: "Girar a la derecha",
      "sharp-right": "Giro cerrado a la derecha",
      "turn-back": "Dar la vuelta",
      arrive: "Llegada",
    },
    onto: (name) => ` por ${name}`,
    sides: { left: ", a la izquierda", right: ", a la derecha", on: "" },
  },
};

/** A step as a sentence: "Turn left on High Street", "Arrive on Mill Lane, on the right". */
export function stepText(step: RoadStep, language: StepLanguage): string {
  const { manoeuvres, onto, sides } = PHRASES[language];
  const name = step.name === "" ? "" : onto(step.name);
  return `${manoeuvres[step.manoeuvre]}${name}${step.side === null ? "" : sides[step.side]}`;
}
