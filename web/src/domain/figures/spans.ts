// Spans of time as figures name them: "2026-11-26" "2026-11" "2026-Q4" "2026" "2025-heating" "2026-rest". When the heating season begins is law, and
// so the server's: here a season is only known by the year it begins in.
import { t } from '@/app/messages'

export const forms = ['day', 'month', 'quarter', 'year', 'heating', 'rest'] as const
export type Form = (typeof forms)[number]
export interface Span { form: Form; year: number; part: number; day: number } // part: month or quarter; 0 = none

const beijing_ms = 8 * 3_600_000
const two = (n: number): string => String(n).padStart(2, '0')
const shapes: [Form, RegExp][] = [
  ['day', /^(\d{4})-(\d{2})-(\d{2})$/], ['month', /^(\d{4})-(\d{2})$/], ['quarter', /^(\d{4})-Q([1-4])$/], ['year', /^(\d{4})$/], ['heating', /^(\d{4})-heating$/], ['rest', /^(\d{4})-rest$/],
]

export function parseSpan(text: string): Span | null {
  for (const [form, shape] of shapes) {
    const found = shape.exec(text)
    if (!found) continue
    const span = { form, year: Number(found[1]), part: Number(found[2] ?? 0), day: Number(found[3] ?? 0) }
    if (form === 'month' || form === 'day') {
      if (span.part < 1 || span.part > 12) return null
      if (form === 'day' && (span.day < 1 || span.day > daysIn(span.year, span.part))) return null
    }
    return span
  }
  return null
}
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
export function spanText({ form, year, part, day }: Span): string {
  switch (form) {
    case 'day': return `${year}-${two(part)}-${two(day)}`
    case 'month': return `${year}-${two(part)}`
    case 'quarter': return `${year}-Q${part}`
    case 'year': return String(year)
    case 'heating': return `${year}-heating`
    case 'rest': return `${year}-rest`
  }
}
/// `n` spans later (or earlier); a text that is no span stays.
export function step(text: string, n: number): string {
  const span = parseSpan(text)
  if (!span) return text
  if (span.form === 'day') {
    const day = new Date(Date.UTC(span.year, span.part - 1, span.day + n))
    return spanText({ form: 'day', year: day.getUTCFullYear(), part: day.getUTCMonth() + 1, day: day.getUTCDate() })
  }
  const parts = span.form === 'month' ? 12 : span.form === 'quarter' ? 4 : 1
  const count = span.year * parts + Math.max(0, span.part - 1) + n
  return spanText({ ...span, year: Math.floor(count / parts), part: parts === 1 ? 0 : (count % parts) + 1 })
}
/// The same span a year earlier: 29 February becomes the 28th.
export function yearBefore(text: string): string {
  const span = parseSpan(text)
  if (!span) return text
  const year = span.year - 1
  return spanText({ ...span, year, day: span.form === 'day' ? Math.min(span.day, daysIn(year, span.part)) : 0 })
}
/// Days between which the figures of a span begin and end. A season lies somewhere in its window: compare Figure.span as well.
export function windowOf(text: string): { from: string; to: string } {
  const span = parseSpan(text)
  if (!span) return { from: text, to: text }
  const { form, year, part } = span
  switch (form) {
    case 'day': return { from: text, to: text }
    case 'month': return { from: `${year}-${two(part)}-01`, to: `${year}-${two(part)}-${two(daysIn(year, part))}` }
    case 'quarter': return { from: `${year}-${two(part * 3 - 2)}-01`, to: `${year}-${two(part * 3)}-${two(daysIn(year, part * 3))}` }
    case 'year': return { from: `${year}-01-01`, to: `${year}-12-31` }
    case 'heating': return { from: `${year}-07-01`, to: `${year + 1}-06-30` }
    case 'rest': return { from: `${year}-01-01`, to: `${year}-12-31` }
  }
}
/// Today's day in Beijing.
export const today = (now = Date.now()): string => new Date(now + beijing_ms).toISOString().slice(0, 10)

/// The span of a form that holds a day, as far as that is known here: of a season the one that began last autumn, or this year's months between.
export function spanOf(form: Form, day: string): string {
  const at = parseSpan(day)
  if (!at || at.form !== 'day') return day
  const { year, part } = at
  switch (form) {
    case 'day': return day
    case 'month': return spanText({ form, year, part, day: 0 })
    case 'quarter': return spanText({ form, year, part: Math.ceil(part / 3), day: 0 })
    case 'heating': return spanText({ form, year: part >= 7 ? year : year - 1, part: 0, day: 0 })
    default: return spanText({ form, year, part: 0, day: 0 })
  }
}
/// The same time in another form: "2026-10" as a quarter is "2026-Q4".
export function inForm(text: string, form: Form): string {
  const span = parseSpan(text)
  if (!span) return spanOf(form, today())
  return span.form === form ? text : spanOf(form, windowOf(text).to)
}
/// The last span of a form that is over on `day`: what one looks at first.
export function lastWhole(form: Form, day: string): string {
  return step(spanOf(form, day), -1)
}

/// Which of many spans in a row carry a mark on an axis: of months and quarters the beginnings of years, of halves where there is room.
export function isTick(spans: string[], i: number): boolean {
  const span = parseSpan(spans[i] ?? '')
  if (!span || spans.length <= ticks_most || (span.form !== 'month' && span.form !== 'quarter')) return true
  const half = span.form === 'month' ? 7 : 3
  return span.part === 1 || (spans.length <= 3 * ticks_most && span.part === half)
}
const ticks_most = 14

export const formName = (form: string): string => t(`fig.form.${form as Form}`)
/// "2026年10月", "Oct 2026"
export function spanName(text: string): string {
  const span = parseSpan(text)
  if (!span) return text
  const { form, year, part } = span
  switch (form) {
    case 'day': return text
    case 'month': return t('fig.span.month', { year, name: t('air.months').split(' ')[part - 1] ?? '' })
    case 'quarter': return t('fig.span.quarter', { year, n: part })
    case 'year': return t('fig.span.year', { year })
    case 'heating': return t('fig.span.heating', { year, next: year + 1 })
    case 'rest': return t('fig.span.rest', { year })
  }
}
/// Short, for axes: "10月", "Q4", "2026".
export function spanShort(text: string): string {
  const span = parseSpan(text)
  if (!span) return text
  if (span.form === 'day') return text.slice(5)
  if (span.form === 'month') return span.part === 1 ? `${span.year}` : (t('air.months').split(' ')[span.part - 1] ?? text)
  if (span.form === 'quarter') return span.part === 1 ? `${span.year}` : `Q${span.part}`
  return span.form === 'heating' ? `${span.year}–${two((span.year + 1) % 100)}` : String(span.year)
}
