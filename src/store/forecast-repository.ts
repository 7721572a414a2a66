import { AppError } from "../domain/index.ts";
import type { ForecastRepository, StoredForecast } from "./repositories.ts";
import type { ForecastTable } from "./schema.ts";
import type { Access, Session } from "./session.ts";

const UPSERT_SQL = `
insert into forecasts (container_key, computed_at_ms, fill_percent, fill_low_percent,
  fill_high_percent, rate_percent_per_day, overflow_probability_24h, hours_to_full)
select key, ?, ?, ?, ?, ?, ?, ? from containers where id = ? and is_retired = 0
on conflict (container_key) do update set
  computed_at_ms = excluded.computed_at_ms, fill_percent = excluded.fill_percent,
  fill_low_percent = excluded.fill_low_percent, fill_high_percent = excluded.fill_high_percent,
  rate_percent_per_day = excluded.rate_percent_per_day,
  overflow_probability_24h = excluded.overflow_probability_24h,
  hours_to_full = excluded.hours_to_full`;

/** The newest forecast of each container. */
export function createForecastRepository(access: Access): ForecastRepository {
  return {
    async putAll(forecasts) {
      await access.write(async (session) => {
        const statement = session.prepare(UPSERT_SQL);
        for (const forecast of forecasts) {
          const changed = statement.run(
            forecast.computedAtMs,
            forecast.fillPercent,
            forecast.fillLowPercent,
            forecast.fillHighPercent,
            forecast.ratePercentPerDay,
            forecast.overflowProbability24h,
            forecast.hoursToFull,
            forecast.containerId,
          );
          if (changed === 0) {
            throw new AppError("container/unknown", `container (${forecast.containerId}) is gone`);
          }
        }
      });
    },

    async ofArea(areaId) {
      const rows = await selectForecasts(access.read).where("c.area_id", "=", areaId).execute();
      return new Map(rows.map((row) => [row.id, forecastFrom(row)]));
    },

    async of(containerIds) {
      if (containerIds.length === 0) return new Map();
      const rows = await selectForecasts(access.read)
        .where("c.id", "in", [...containerIds])
        .execute();
      return new Map(rows.map((row) => [row.id, forecastFrom(row)]));
    },

    async get(containerId) {
      const row = await selectForecasts(access.read)
        .where("c.id", "=", containerId)
        .executeTakeFirst();
      return row === undefined ? null : forecastFrom(row);
    },
  };
}

function selectForecasts(session: Session) {
  return session.query
    .selectFrom("containers as c")
    .innerJoin("forecasts as f", "f.container_key", "c.key")
    .selectAll("f")
    .select("c.id")
    .where("c.is_retired", "=", 0);
}

function forecastFrom(row: ForecastTable & { id: string }): StoredForecast {
  return {
    containerId: row.id,
    computedAtMs: row.computed_at_ms,
    fillPercent: row.fill_percent,
    fillLowPercent: row.fill_low_percent,
    fillHighPercent: row.fill_high_percent,
    ratePercentPerDay: row.rate_percent_per_day,
    overflowProbability24h: row.overflow_probability_24h,
    hoursToFull: row.hours_to_full,
  };
}
