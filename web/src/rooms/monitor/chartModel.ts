// What the server says about one factor over a range, made ready to draw: samples, gaps, limits, figures.
import type { Schemas } from '@/api/client'
import type { ValueRow } from '@/api/events'
import { flagged } from '@/domain/states'
import type { ChartKind } from './pointRange'

export interface Sample {
  at: number
  value: number | null
  min: number | null
  max: number | null
  total: number | null
  flag: string
  frame: number | null
  revision: number
  valid: boolean
  device: number | null
}
export interface Gap { from: number; to: number; missing: number }
export type LimitLine = Schemas['LimitLine']

const numeric = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/// Rows are read by the names of their columns: raw rows and means carry different ones.
export function samplesOf(chart: Pick<Schemas['Chart'], 'columns' | 'rows'>): Sample[] {
  const place = new Map(chart.columns.map((name, i) => [name, i]))
  return chart.rows.map((row) => {
    const cell = (name: string): unknown => row[place.get(name) ?? -1]
    const flag = cell('flag')
    return {
      at: numeric(cell('at')) ?? 0, value: numeric(cell('value')), min: numeric(cell('min')), max: numeric(cell('max')), total: numeric(cell('total')),
      flag: typeof flag === 'string' ? flag.trim() : '', frame: numeric(cell('frame')) || null, revision: numeric(cell('revision')) ?? 0, valid: cell('valid') !== false, device: numeric(cell('device')),
    }
  })
}

/// Live rows behind what was asked for; a row that both have is kept once.
export function withLive(samples: Sample[], rows: ValueRow[]): Sample[] {
  const last = samples[samples.length - 1]?.at ?? 0
  const fresh = rows.map((row) => ({ at: Date.parse(row.at), row })).filter((one) => one.at > last).sort((a, b) => a.at - b.at)
  const added: Sample[] = []
  for (const { at, row } of fresh) {
    if (added[added.length - 1]?.at === at) continue
    added.push({ at, value: row.value, min: null, max: null, total: null, flag: row.flag.trim(), frame: null, revision: 0, valid: true, device: null })
  }
  return added.length ? [...samples, ...added] : samples
}

const steps: Partial<Record<ChartKind, number>> = { hour: 3_600_000, day: 86_400_000 }
/// The gaps as the server counts them; means have a fixed step, so a hole between them is seen here.
export function gapsOf(chart: Pick<Schemas['Chart'], 'gaps'>, samples: Sample[], kind: ChartKind): Gap[] {
  if (chart.gaps.length) return chart.gaps.map((gap) => ({ from: Date.parse(gap.from), to: Date.parse(gap.to), missing: gap.missing }))
  const step = steps[kind]
  if (!step) return []
  const gaps: Gap[] = []
  for (let i = 1; i < samples.length; ++i) {
    const [before, after] = [samples[i - 1] as Sample, samples[i] as Sample]
    const missing = Math.round((after.at - before.at) / step) - 1
    if (missing > 0) gaps.push({ from: before.at + step, to: after.at, missing })
  }
  return gaps
}

/// [at, value] with a break wherever something is missing: a line across a gap would be an invention.
export function line(samples: Sample[], gaps: Gap[], value: (sample: Sample) => number | null): [number, number | null][] {
  const out: [number, number | null][] = []
  let next = 0
  samples.forEach((sample, i) => {
    while (next < gaps.length && (gaps[next] as Gap).from <= sample.at) {
      const gap = gaps[next++] as Gap
      const before = samples[i - 1]
      if (before && gap.to > before.at) out.push([Math.max(before.at + 1, Math.min(gap.from, sample.at - 1)), null])
    }
    out.push([sample.at, value(sample)])
  })
  return out
}

export interface Tally { count: number; flagged: number; mean: number | null; min: number | null; max: number | null }
export function tally(samples: Sample[]): Tally {
  const known = samples.filter((sample) => sample.value !== null)
  const values = known.map((sample) => sample.value as number)
  const least = (list: number[]): number | null => list.reduce<number | null>((a, b) => (a === null || b < a ? b : a), null)
  const most = (list: number[]): number | null => list.reduce<number | null>((a, b) => (a === null || b > a ? b : a), null)
  return {
    count: known.length, flagged: samples.filter((sample) => flagged(sample.flag)).length, mean: values.length ? values.reduce((a, b) => a + b, 0) / values.length : null,
    min: least(known.map((sample) => sample.min ?? (sample.value as number))), max: most(known.map((sample) => sample.max ?? (sample.value as number))),
  }
}

export interface Bound { value: number; side: 'low' | 'high'; limit: LimitLine; fits: boolean }
/// The limits as lines. A limit speaks about a mean of its own length: on finer data it is drawn thinner, as a hint.
export function boundsOf(limits: LimitLine[], kind: ChartKind): Bound[] {
  const bounds: Bound[] = []
  for (const limit of limits) {
    const fits = limit.averaging === kind || (limit.averaging === 'instant' && kind === 'realtime')
    if (kind === 'day' && limit.averaging === 'hour') continue // a day's mean is not judged by an hour's limit
    for (const side of ['low', 'high'] as const) {
      const value = limit[side]
      if (value !== null && value !== undefined && !bounds.some((one) => one.side === side && one.value === value && one.fits >= fits)) bounds.push({ value, side, limit, fits })
    }
  }
  return bounds
}
const far = 3
/// The axis reaches to a limit that is near; a far one would press the curve flat and is told in words instead.
export function reach(figures: Tally, bounds: Bound[]): { min: number | null; max: number | null; beyond: Bound[] } {
  if (figures.max === null || figures.min === null) return { min: null, max: null, beyond: bounds }
  const span = Math.max(figures.max - figures.min, Math.abs(figures.max) * 0.2, 1e-9)
  const isNear = (bound: Bound): boolean => (bound.side === 'high' ? bound.value - (figures.max as number) : (figures.min as number) - bound.value) <= far * span
  const near = bounds.filter(isNear)
  return {
    min: Math.min(figures.min, ...near.map((bound) => bound.value)), max: Math.max(figures.max, ...near.map((bound) => bound.value)),
    beyond: bounds.filter((bound) => !near.includes(bound)),
  }
}
