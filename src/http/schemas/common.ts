import { z } from "zod";

export const idSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, "use letters, digits, and . _ : - only")
  .meta({ description: "Id of a record" });

export const timeSchema = z.iso
  .datetime({ offset: true })
  .meta({ description: "Time with its offset, RFC 3339", example: "2026-11-24T06:30:00Z" });

export const daySchema = z.iso
  .date()
  .meta({ description: "Working day in the area's time zone", example: "2026-11-24" });

export const lonSchema = z.number().min(-180).max(180);
export const latSchema = z.number().min(-90).max(90);

/** How much of a list is asked for; an unknown query parameter is a fault. */
export const pageQuerySchema = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .meta({ description: "Most items in the answer" }),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: "`nextCursor` of the page before; the first page where left out" }),
});

/** A list in pages, as every list of the API answers. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** RFC 9457 problem document. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({
            description:
              "JSON pointer into the body, or `query/name`, `path/name`, `header/name` without a leading slash",
          }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem document; `errors` lists all faults" });

export type ProblemBody = z.infer<typeof problemSchema>;
