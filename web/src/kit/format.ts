// Numbers, times and sizes as people read them. Times are shown in Beijing time wherever the browser stands.
import { word } from './i18n'

const beijing_offset_ms = 8 * 3_600_000
const none = '—'

const two = (n: number) => String(n).padStart(2, '0')

function parts(at: string | number | Date) {
  const ms = at instanceof Date ? at.getTime() : typeof at === 'number' ? at : Date.parse(at.length === 10 ? `${at}T00:00:00+08:00` : at)
  if (!Number.isFinite(ms)) return null
  const d = new Date(ms + beijing_offset_ms)
  return { y: d.getUTCFullYear(), mo: d.getUTCMonth() + 1, d: d.getUTCDate(), h: d.getUTCHours(), mi: d.getUTCMinutes(), s: d.getUTCSeconds() }
}

/// "03-01 08:00"; the year stands before it when it is not this one.
export function dateTime(at: string | number | Date | null | undefined, now: Date = new Date()): string {
  const p = at === null || at === undefined || at === '' ? null : parts(at)
  if (!p) return none
  const year = p.y === parts(now)?.y ? '' : `${p.y}-`
  return `${year}${two(p.mo)}-${two(p.d)} ${two(p.h)}:${two(p.mi)}`
}
/// "2026-03-01 08:00:05", for evidence.
export function fullTime(at: string | number | Date | null | undefined): string {
  const p = at === null || at === undefined || at === '' ? null : parts(at)
  return p ? `${p.y}-${two(p.mo)}-${two(p.d)} ${two(p.h)}:${two(p.mi)}:${two(p.s)}` : none
}
export function clock(at: string | number | Date | null | undefined): string {
  const p = at === null || at === undefined || at === '' ? null : parts(at)
  return p ? `${two(p.h)}:${two(p.mi)}:${two(p.s)}` : none
}
export function day(at: string | number | Date | null | undefined): string {
  const p = at === null || at === undefined || at === '' ? null : parts(at)
  return p ? `${p.y}-${two(p.mo)}-${two(p.d)}` : none
}
/// The same instant as the API wants it.
export function iso(at: number | Date): string {
  return `${fullTime(at).replace(' ', 'T')}+08:00`
}
/// Start of the Beijing day that holds the instant, as epoch ms.
export function startOfDay(ms: number): number {
  return Math.floor((ms + beijing_offset_ms) / 86_400_000) * 86_400_000 - beijing_offset_ms
}

const grouped_from = 10_000
/// At most four significant digits, never an exponent, no trailing zeros; whole numbers stay whole, long ones are grouped.
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none
  if (Number.isInteger(value) || Math.abs(value) >= grouped_from) return Math.abs(value) < grouped_from ? String(value) : Math.round(value).toLocaleString('en-US')
  const digits = Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))))
  return String(Number(value.toFixed(digits)))
}
/// A unit beside its number: "1" is no unit to be read.
export function unit(symbol: string | undefined): string {
  return !symbol || symbol === '1' ? '' : symbol.replace(/(m|cm|km)([23])(?![0-9])/g, (_, length: string, power: string) => length + (power === '2' ? '²' : '³')).replace(/m-1\b/g, 'm⁻¹').replace(/CO2/g, 'CO₂').replace(/^ug\//, 'μg/')
}
export function quantity(value: number | null | undefined, symbol: string | undefined): string {
  const text = number(value)
  return text === none || !unit(symbol) ? text : `${text} ${unit(symbol)}`
}
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? none : Math.round(value).toLocaleString('en-US')
}
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? none : `${number(Math.round(share * 1000) / 10)} %`
}
export function bytes(size: number | null | undefined): string {
  if (size === null || size === undefined || !Number.isFinite(size)) return none
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let at = 0
  let left = size
  while (left >= 1024 && at < units.length - 1) {
    left /= 1024
    ++at
  }
  return `${left >= 100 || at === 0 ? Math.round(left) : left.toFixed(1)} ${units[at]}`
}
type Measure = 'days' | 'hours' | 'minutes' | 'seconds'
/// "3 h 20 min": the larger measure, and the smaller one unless it is nothing.
function pair(large: Measure, n: number, small: Measure, rest: number): string {
  return rest ? `${word(large, { n })} ${word(small, { n: rest })}` : word(large, { n })
}
/// Seconds with a sign, for clocks that differ: "+2 s", "−3 min 20 s".
export function offset(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return none
  const sign = seconds < 0 ? '−' : '+'
  if (Math.abs(seconds) < 10) return `${sign}${word('seconds', { n: number(Math.round(Math.abs(seconds) * 10) / 10) })}`
  const all = Math.round(Math.abs(seconds))
  if (all < 60) return `${sign}${word('seconds', { n: all })}`
  if (all < 3600) return `${sign}${pair('minutes', Math.floor(all / 60), 'seconds', all % 60)}`
  const minutes = Math.round(all / 60)
  return `${sign}${pair('hours', Math.floor(minutes / 60), 'minutes', minutes % 60)}`
}
/// How long something lasted: "45 s", "12 min", "3 h 20 min", "2 d 4 h".
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms) || ms < 0) return none
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return word('seconds', { n: Math.round(ms / 1000) })
  if (minutes < 60) return word('minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? pair('hours', hours, 'minutes', minutes % 60) : pair('days', Math.floor(hours / 24), 'hours', hours % 24)
}
