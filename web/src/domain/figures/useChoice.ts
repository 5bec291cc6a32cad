// What a screen of figures is about: an object of a kind, a span, another span to compare, a measure. All of it lives in the page's address.
import { computed } from 'vue'
import { named } from '@/kit/i18n'
import { about } from '@/api/session'
import type { FigureObject } from './figure'
import { lastWhole, parseSpan, spanOf, step, today, windowOf, yearBefore, type Form } from './spans'
import { useObjects } from './useFigures'

export interface BoardState { view: string; span: string; object: string; measure: string; b: string; [key: string]: string }
export const board_state: BoardState = { view: '', span: '', object: '', measure: '', b: '' }

/// The span one looks at first: the newest that is over; the running one where the data have just begun; for data of the past the last there is.
export function firstSpan(form: Form, oldest: string, newest: string, now = today()): string {
  if (!newest) return lastWhole(form, now)
  const last = spanOf(form, newest < now ? newest : now)
  const running = last === spanOf(form, now)
  return running && oldest < windowOf(last).from ? step(last, -1) : last
}
const days_least = 28 // of data, to be worth looking at first
/// Where all objects are shown at once: the newest of their first spans, of those with data enough where there are such.
export function firstOfAll(form: Form, objects: FigureObject[], now = today()): string {
  const rich = objects.filter((one) => days(one) >= days_least)
  const spans = (rich.length ? rich : objects).filter((one) => one.to).map((one) => firstSpan(form, one.from ?? '', one.to ?? '', now))
  return spans.sort().pop() ?? lastWhole(form, now)
}
const days = (one: FigureObject): number => (one.from && one.to ? (Date.parse(one.to) - Date.parse(one.from)) / 86_400_000 + 1 : 0)
/// What one looks at first: enough data, then near to the district, then the area itself before its points.
export function firstObject(objects: FigureObject[], district: string): FigureObject | null {
  const near = (one: FigureObject): number => {
    let n = 0
    while (n < district.length && one.area[n] === district[n]) ++n
    return n
  }
  const rank = (one: FigureObject): number[] => [days(one) >= days_least ? 1 : 0, near(one), one.ref.startsWith('area/') ? 1 : 0, days(one)]
  const better = (a: number[], b: number[]): boolean => {
    const at = a.findIndex((value, i) => value !== b[i])
    return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0)
  }
  return objects.reduce<FigureObject | null>((best, one) => (!best || better(rank(one), rank(best)) ? one : best), null)
}
/// `whole`: the screen shows all objects at once, so the newest data of any of them decide which span comes first.
export function useChoice(kind: () => string, state: BoardState, forms: () => readonly Form[], whole: () => boolean = () => false) {
  const objects = useObjects(kind)
  const object = computed({ get: () => (objects.data.value?.some((one) => one.ref === state.object) ? state.object : (firstObject(objects.data.value ?? [], about.value?.district.code ?? '')?.ref ?? '')), set: (to: string) => { state.object = to } })
  const chosen = computed(() => objects.data.value?.find((one) => one.ref === object.value) ?? null)
  const objectName = computed(() => (chosen.value ? named(chosen.value.name, chosen.value.name_en) : ''))
  const span = computed({
    get: () => {
      const asked = parseSpan(state.span)
      if (asked && forms().includes(asked.form)) return state.span
      const form = forms()[0] ?? 'month'
      return whole() ? firstOfAll(form, objects.data.value ?? []) : firstSpan(form, chosen.value?.from ?? '', chosen.value?.to ?? '')
    },
    set: (to: string) => { state.span = to },
  })
  const form = computed(() => parseSpan(span.value)?.form ?? 'month')
  const year = computed(() => parseSpan(span.value)?.year ?? Number(today().slice(0, 4)))
  const b = computed({ get: () => (parseSpan(state.b) ? state.b : yearBefore(span.value)), set: (to: string) => { state.b = to } })
  const measure = computed({ get: () => state.measure, set: (to: string) => { state.measure = to } })
  return { objects, object, chosen, objectName, span, form, year, b, measure }
}
