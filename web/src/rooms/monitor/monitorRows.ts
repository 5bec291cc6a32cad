// The list of points as people sort and filter it: by point, or by factor with the nearest to its limit first.
import type { Schemas } from '@/api/client'
import { channelName, inOrder, shareOfLimit, type Channel } from '@/domain/channels'
import { kindName, limitText, stateName, states, type State } from '@/domain/states'
import { named } from '@/kit/i18n'

export type Point = Schemas['PointSummary']
export interface Filters { kind: string; state: string; origin: string; q: string; factor: string }
export interface FactorRow { key: string; point: Point; channel: Channel; share: number | null }

export function isShown(point: Point, filters: Filters): boolean {
  if (filters.kind && point.kind !== filters.kind) return false
  if (filters.state && point.state !== filters.state) return false
  if (filters.origin && point.origin !== filters.origin) return false
  if (filters.factor && !point.channels.some((channel) => channel.factor === filters.factor)) return false
  const text = [point.name, point.name_en, point.code, point.facility].join(' ').toLowerCase()
  return filters.q.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

/// The share of the channel that is nearest to, or farthest beyond, its limit. Values that are excused, old, or of the past do not count.
export function worstShare(point: Point): number | null {
  if (point.state === 'archive') return null
  let worst: number | null = null
  for (const channel of point.channels) {
    const share = channel.state === 'normal' || channel.state === 'exceeded' ? shareOfLimit(channel.value, channel.limit) : null
    if (share !== null && (worst === null || share > worst)) worst = share
  }
  return worst
}

type Sortable = string | number | null
function compare(a: Sortable, b: Sortable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'zh')
}
/// Sorted by a field with "-" before it for descending; what is unknown stands last either way.
export function sorted<T>(rows: T[], by: string, value: (row: T, field: string) => Sortable): T[] {
  const down = by.startsWith('-')
  const field = down ? by.slice(1) : by
  if (!field) return rows
  const keyed = rows.map((row) => ({ row, key: value(row, field) }))
  keyed.sort((a, b) => (a.key === null || b.key === null ? Number(a.key === null) - Number(b.key === null) : down ? compare(b.key, a.key) : compare(a.key, b.key)))
  return keyed.map((one) => one.row)
}
const time = (at: string | null | undefined): number | null => (at ? Date.parse(at) : null)

export function pointField(point: Point, field: string): Sortable {
  switch (field) {
    case 'state': return states.indexOf(point.state as State)
    case 'share': return worstShare(point)
    case 'transmission': return point.transmission ?? null
    case 'last_at': return time(point.last_at)
    case 'facility': return point.facility || null
    default: return named(point.name, point.name_en)
  }
}
const channel_states = ['exceeded', 'silent', 'stale', 'excused', 'normal', 'unknown']
export function factorField(row: FactorRow, field: string): Sortable {
  switch (field) {
    case 'state': return channel_states.indexOf(row.channel.state)
    case 'share': return row.share
    case 'value': return row.channel.value ?? null
    case 'at': return time(row.channel.at)
    case 'factor': return channelName(row.channel)
    default: return named(row.point.name, row.point.name_en)
  }
}

export function factorRows(points: Point[], factor: string): FactorRow[] {
  return points.flatMap((point) =>
    inOrder(point.channels)
      .filter((channel) => !factor || channel.factor === factor)
      .map((channel) => ({ key: `${point.id}/${channel.factor}/${channel.variant}`, point, channel, share: point.state === 'archive' ? null : shareOfLimit(channel.value, channel.limit) })))
}

/// Every factor that is measured somewhere, for the filter.
export function factorsOf(points: Point[]): { factor: string; name: string; name_en: string }[] {
  const found = new Map<string, { factor: string; name: string; name_en: string }>()
  for (const point of points) for (const channel of point.channels) {
    if (!found.has(channel.factor)) found.set(channel.factor, { factor: channel.factor, name: channel.name, name_en: channel.name_en })
  }
  return [...found.values()].sort((a, b) => a.factor.localeCompare(b.factor))
}

/// One line a factor, as a file: what is missing stays empty.
export function tableOf(points: Point[], factor: string): (string | number | null | undefined)[][] {
  return factorRows(points, factor).map(({ point, channel, share }) => [
    point.code, named(point.name, point.name_en), kindName(point.kind), point.facility, stateName(point.state), point.origin, channel.factor, channelName(channel), channel.value, channel.unit,
    channel.flag?.trim(), channel.at, channel.limit ? limitText(channel.limit) : '', channel.limit?.averaging, channel.limit?.standard, share === null ? null : Math.round(share * 1000) / 1000, point.transmission,
  ])
}
