// What is read from hours and days of a station. No figure of a standard stands here: levels and indices come from the server.
import type { Schemas } from '@/api/client'
import { levelOfAqi, pollutantName, pollutants } from '@/domain/aqi'

export type Air = Schemas['Air']
export const hour_ms = 3_600_000
export const day_ms = 24 * hour_ms
export const beijing_ms = 8 * hour_ms

/// The instant a row begins: days are Beijing days.
export const startOf = (row: { start: string }): number => Date.parse(row.start.length === 10 ? `${row.start}T00:00:00+08:00` : row.start)
/// The Beijing year of an instant.
export const yearOf = (ms: number): number => new Date(ms + beijing_ms).getUTCFullYear()
export const yearStart = (year: number): number => Date.UTC(year, 0, 1) - beijing_ms

/// Every step of the range, so that what is missing leaves a gap: slot i is from + i × step.
export function bySlot<T extends { start: string }>(rows: T[], from: number, to: number, step_ms: number): (T | null)[] {
  const slots: (T | null)[] = new Array<T | null>(Math.max(0, Math.round((to - from) / step_ms))).fill(null)
  for (const row of rows) {
    const at = Math.round((startOf(row) - from) / step_ms)
    if (at >= 0 && at < slots.length) slots[at] = row
  }
  return slots
}

const figures = (row: Air): (number | null)[] => pollutants.map((name) => row.values[name] ?? null)
const empty = (row: Air): boolean => figures(row).every((value) => value === null)

/// Has the station ever measured in these rows?
export const retired = (rows: Air[]): boolean => rows.every(empty)

export const frozen_hours_min = 8
/// The six figures stood still at the end of the rows (oldest first): since when, and for how many rows. Empty rows count for nothing.
export function frozenAtEnd(rows: Air[], least = frozen_hours_min): { since: string; n: number; whole: boolean } | null {
  const told = rows.filter((row) => !empty(row))
  const last = told[told.length - 1]
  if (!last) return null
  const same = figures(last).join()
  let n = 0
  while (n < told.length && figures(told[told.length - 1 - n] as Air).join() === same) ++n
  const first = told[told.length - n]
  return n >= least && first ? { since: first.start, n, whole: n === told.length } : null
}

export interface Agreement {
  hours: number
  same: number
  sameLevel: number
  mean: number | null // of |ours − published|
  most: number | null // signed, where |…| is greatest
  at: string | null
}
/// Our AQI beside the published one, hour by hour.
export function agreement(rows: Air[]): Agreement {
  const out: Agreement = { hours: 0, same: 0, sameLevel: 0, mean: null, most: null, at: null }
  let sum = 0
  for (const row of rows) {
    if (row.aqi === null || row.published_aqi === null || row.published_aqi === undefined) continue
    const difference = row.aqi - row.published_aqi
    ++out.hours
    sum += Math.abs(difference)
    if (difference === 0) ++out.same
    if (difference === 0 || levelOfAqi(row.published_aqi) === row.level) ++out.sameLevel
    if (difference !== 0 && Math.abs(difference) > Math.abs(out.most ?? 0)) {
      out.most = difference
      out.at = row.start
    }
  }
  if (out.hours) out.mean = sum / out.hours
  if (out.hours && out.most === null) out.most = 0
  return out
}
/// Days by level (index 1…6; index 0 counts days without an AQI) and how many of a year's days were judged at all.
export interface YearLevels {
  year: number
  days: number[] // 0…6
  valid: number
  good: number // levels 1 and 2
  incomplete: number // with an AQI, though some of its pollutants had too few hours
}
export function levelsOf(year: number, rows: Air[]): YearLevels {
  const days = [0, 0, 0, 0, 0, 0, 0]
  for (const row of rows) {
    const at = row.aqi !== null && row.level >= 1 && row.level <= 6 ? row.level : 0
    days[at] = (days[at] ?? 0) + 1
  }
  const valid = days.slice(1).reduce((a, b) => a + b, 0)
  return { year, days, valid, good: (days[1] ?? 0) + (days[2] ?? 0), incomplete: rows.filter((row) => row.aqi !== null && !row.complete).length }
}

/// Ranks by AQI, cleanest first; ties share a rank (1 2 2 4); only stations of the newest hour take part.
export function ranks(rows: Air[]): Map<number, number> {
  const newest = rows.reduce((most, row) => (row.aqi !== null ? Math.max(most, startOf(row)) : most), -Infinity)
  const taking = rows.filter((row) => row.aqi !== null && startOf(row) === newest).sort((a, b) => (a.aqi ?? 0) - (b.aqi ?? 0))
  const out = new Map<number, number>()
  taking.forEach((row, i) => {
    const before = taking[i - 1]
    out.set(row.point, before && before.aqi === row.aqi ? (out.get(before.point) ?? i + 1) : i + 1)
  })
  return out
}

/// Orders stations by a column of the list; what is missing always comes last.
export function sorted(rows: Air[], by: string): Air[] {
  const down = by.startsWith('-')
  const key = down ? by.slice(1) : by
  const of = (row: Air): string | number | null => {
    if (key === 'aqi' || key === 'level') return row.aqi === null ? null : row[key]
    if (key === 'published_aqi') return row.published_aqi ?? null
    if (key === 'start' || key === 'point_name' || key === 'standard') return row[key]
    return row.values[key] ?? null
  }
  return [...rows].sort((a, b) => {
    const left = of(a)
    const right = of(b)
    if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0)
    const order = typeof left === 'number' && typeof right === 'number' ? left - right : String(left).localeCompare(String(right), 'zh')
    return down ? -order : order
  })
}

/// A note of the server is written in both languages, "中文 / English: more".
export function noteIn(note: string, locale: 'zh' | 'en'): string {
  const printed = note.replace(/\b([A-Z][A-Z0-9.]*)_(\d+h)\b/g, (_, name: string, period: string) => pollutantName(`${name} ${period}`))
  const at = printed.indexOf(' / ')
  if (at < 0) return printed
  if (locale === 'en') return printed.slice(at + 3)
  const tail = printed.indexOf(': ', at)
  return tail < 0 ? printed.slice(0, at) : `${printed.slice(0, at)}：${printed.slice(tail + 2)}`
}
