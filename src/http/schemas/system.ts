import { z } from "zod";

export const healthSchema = z.object({ status: z.literal("ok") }).meta({ id: "Health" });

export const readinessSchema = z
  .object({
    status: z.enum(["ready", "starting"]),
    checks: z.object({
      store: z.boolean().meta({ description: "The database answers" }),
      area: z.boolean().meta({ description: "At least one area is imported" }),
    }),
  })
  .meta({ id: "Readiness" });
