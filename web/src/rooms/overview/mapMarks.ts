// Points as marks on the map: which are shown, in what order, and how each looks.
import type { Schemas } from '@/api/client'
import { aqiColour, aqiInk } from '@/domain/aqi'
import { kindLetter, kindName, kind_shapes, state_looks, stateName, states, type State } from '@/domain/states'
import { named } from '@/kit/i18n'
import type { MapMark } from '@/kit/map/shapes'

export type MapPoint = Schemas['MapPoint']
export interface Filters { kind: string; state: string; q: string }

const labels_most = 80 // with more points than that their names would only be a carpet
const split = (list: string): string[] => list.split(',').filter(Boolean)

/// "a,b" with `key` put in or taken out; '' = nothing chosen = everything shown.
export function toggled(list: string, key: string): string {
  const all = split(list)
  return (all.includes(key) ? all.filter((one) => one !== key) : [...all, key]).join(',')
}
export const chosen = (list: string, key: string): boolean => split(list).includes(key)

/// Every word of the search must stand somewhere in what names the point.
export function matchesText(point: MapPoint, q: string): boolean {
  const text = [point.name, point.name_en, point.code, point.facility].join(' ').toLowerCase()
  return q.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
export function isShown(point: MapPoint, filters: Filters): boolean {
  const of = (list: string, value: string) => list === '' || chosen(list, value)
  return of(filters.kind, point.kind) && of(filters.state, point.state) && matchesText(point, filters.q)
}
/// 0°, 0° is in the Gulf of Guinea: it means that nobody entered a place.
export const hasPlace = (point: MapPoint): boolean => Number.isFinite(point.longitude) && Number.isFinite(point.latitude) && (point.longitude !== 0 || point.latitude !== 0)

/// A name as short as a map needs it; that a point is invented is said by its mark in lists and by the ribbon.
export const shortName = (name: string): string => name.replace(/\s*[（(][^（）()]*[）)]\s*$/, '')

export function markOf(point: MapPoint, labelled: boolean): MapMark {
  const look = state_looks[point.state as State] ?? state_looks.unknown
  const aqi = point.kind === 'air_station' && point.aqi !== null && point.aqi !== undefined && point.state !== 'offline' && point.state !== 'archive' ? point.aqi : null
  const name = named(point.name, point.name_en)
  return {
    id: point.id, longitude: point.longitude, latitude: point.latitude, shape: kind_shapes[point.kind] ?? 'pentagon',
    letter: aqi !== null ? String(aqi) : kindLetter(point.kind),
    fill: aqi !== null ? aqiColour(point.level) : look.fill, ink: aqi !== null ? aqiInk(point.level) : look.ink, edge: look.edge,
    alert: look.sign === '■' ? '' : look.sign, big: aqi !== null || point.state === 'exceeded', dashed: point.state === 'archive' || point.state === 'unknown',
    title: `${name} · ${kindName(point.kind)} · ${stateName(point.state)}`, label: labelled ? shortName(name) : '',
    order: (states.length - states.indexOf(point.state as State)) * 10 + (point.kind === 'air_station' ? 5 : 0),
  }
}
export function marksOf(points: MapPoint[], filters: Filters): MapMark[] {
  const shown = points.filter((point) => hasPlace(point) && isShown(point, filters))
  return shown.map((point) => markOf(point, shown.length <= labels_most))
}

export function countBy<K extends string>(points: MapPoint[], key: (point: MapPoint) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const point of points) counts.set(key(point), (counts.get(key(point)) ?? 0) + 1)
  return counts
}

/// What needs somebody now, worst first; within a state the point with more open alarms first.
export function wrongNow(points: MapPoint[]): MapPoint[] {
  const wrong: State[] = ['exceeded', 'alarm', 'offline']
  return points
    .filter((point) => wrong.includes(point.state as State))
    .sort((a, b) => wrong.indexOf(a.state as State) - wrong.indexOf(b.state as State) || b.alarms_open - a.alarms_open || a.name.localeCompare(b.name, 'zh'))
}
