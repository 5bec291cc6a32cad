// What span of time the charts of a point show.
import type { Schemas } from '@/api/client'

export type ChartKind = 'realtime' | 'minute' | 'hour' | 'day'
export const chart_kinds: ChartKind[] = ['realtime', 'minute', 'hour', 'day']
type Series = Schemas['PointDetail']['series'][number]

const hour_ms = 3_600_000
const day_ms = 86_400_000
/// "6h", "7d", "1y"
export function spanLength(span: string): number {
  const [, count = '0', unit] = /^(\d+)([hdy])$/.exec(span) ?? []
  return Number(count) * (unit === 'h' ? hour_ms : unit === 'd' ? day_ms : unit === 'y' ? 365 * day_ms : 0)
}
/// Spans that give a readable number of points; the first is the one to begin with.
export const spans: Record<ChartKind, [string, ...string[]]> = {
  realtime: ['1h', '6h', '24h'],
  minute: ['6h', '24h', '3d', '7d'],
  hour: ['3d', '24h', '7d', '30d', '90d'],
  day: ['30d', '90d', '1y', '4y'],
}
export const inLength = (kind: ChartKind): string[] => [...spans[kind]].sort((a, b) => spanLength(a) - spanLength(b))

const fresh_ms = 2 * day_ms
/// A point that has been silent for days is looked at where its data end, not at an empty present.
export function endOf(series: Series[], now: number): { end: number; archive: boolean } {
  const latest = Math.max(0, ...series.map((one) => (one.latest_at ? Date.parse(one.latest_at) : 0)))
  if (latest === 0 || now - latest < fresh_ms) return { end: now, archive: false }
  return { end: Math.floor(latest / hour_ms) * hour_ms + hour_ms, archive: true }
}

/// "2026-03-05T08:00" of an input field, read as Beijing time wherever the browser stands; null when it is none.
export function fromField(text: string): number | null {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text.slice(0, 16)}:00+08:00`) : NaN
  return Number.isFinite(ms) ? ms : null
}
export function toField(ms: number): string {
  return new Date(ms + 8 * hour_ms).toISOString().slice(0, 16)
}

export interface Range { from: number; to: number }
export function rangeOf(kind: ChartKind, span: string, custom: { from: string; to: string }, end: number): Range {
  if (span === 'custom') {
    const from = fromField(custom.from)
    const to = fromField(custom.to)
    if (from !== null && to !== null && from < to) return { from, to }
  }
  const length = spanLength(span) || spanLength(spans[kind][0])
  return { from: end - length, to: end }
}

/// The kinds that a point has ever sent; hours and days are also computed here from finer ones.
export function kindsOf(series: Series[]): ChartKind[] {
  const sent = new Set(series.map((one) => one.kind))
  const finer = sent.size > 0
  return chart_kinds.filter((kind) => sent.has(kind) || (finer && (kind === 'hour' || kind === 'day')))
}
