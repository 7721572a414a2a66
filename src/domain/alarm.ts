/** What calls for somebody at once, whatever the fill level. */
export const ALARM_KINDS = ["fire", "moved", "dropped", "vandalised"] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** An alarm of a container's sensor, open until a dispatcher clears it. */
export interface ContainerAlarm {
  readonly id: string;
  readonly containerId: string;
  readonly kind: AlarmKind;
  /** Webhook source that brought it. */
  readonly source: string;
  /** When the sensor first and last said so, UTC milliseconds. */
  readonly raisedAtMs: number;
  readonly lastAtMs: number;
  /** Null while it is open. */
  readonly clearedAtMs: number | null;
  readonly clearedBy: string | null;
}
