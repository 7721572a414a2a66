import pino, { type DestinationStream, type Logger } from "pino";

/** Paths of a log entry whose value is never written, wherever an error or a header carries it. */
const REDACTED = [
  "authorization",
  "secret",
  "*.authorization",
  "*.secret",
  "*.secrets",
  "headers.authorization",
  'headers["x-webhook-secret"]',
  "err.config.headers",
];

/** The service's log: one JSON line an event, without keys or secrets. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  return pino({ level, redact: { paths: REDACTED, censor: "[left out]" } }, destination);
}
