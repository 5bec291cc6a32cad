// What a screen of figures is about: an object of a kind, a span, another span to compare, a measure. All of it lives in the page's address.
import { computed } from 'vue'
import { named } from '@/kit/i18n'
import { lastWhole, parseSpan, spanOf, today, yearBefore, type Form } from './spans'
import { useObjects } from './useFigures'

export interface BoardState { view: string; span: string; object: string; measure: string; b: string; [key: string]: string }
export const board_state: BoardState = { view: '', span: '', object: '', measure: '', b: '' }

/// The span one looks at first: the newest that is over; for data of the past the last there is.
export function firstSpan(form: Form, newest: string, now = today()): string {
  return newest && newest < now.slice(0, 8) ? spanOf(form, newest) : lastWhole(form, now)
}
/// `whole`: the screen shows all objects at once, so the newest data of any of them decide which span comes first.
export function useChoice(kind: () => string, state: BoardState, forms: () => readonly Form[], whole: () => boolean = () => false) {
  const objects = useObjects(kind)
  const object = computed({ get: () => (objects.data.value?.some((one) => one.ref === state.object) ? state.object : (objects.data.value?.[0]?.ref ?? '')), set: (to: string) => { state.object = to } })
  const chosen = computed(() => objects.data.value?.find((one) => one.ref === object.value) ?? null)
  const objectName = computed(() => (chosen.value ? named(chosen.value.name, chosen.value.name_en) : ''))
  const newest = computed(() => (whole() ? ((objects.data.value ?? []).map((one) => one.to ?? '').sort().pop() ?? '') : (chosen.value?.to ?? '')))
  const span = computed({
    get: () => {
      const asked = parseSpan(state.span)
      return asked && forms().includes(asked.form) ? state.span : firstSpan(forms()[0] ?? 'month', newest.value)
    },
    set: (to: string) => { state.span = to },
  })
  const form = computed(() => parseSpan(span.value)?.form ?? 'month')
  const year = computed(() => parseSpan(span.value)?.year ?? Number(today().slice(0, 4)))
  const b = computed({ get: () => (parseSpan(state.b) ? state.b : yearBefore(span.value)), set: (to: string) => { state.b = to } })
  const measure = computed({ get: () => state.measure, set: (to: string) => { state.measure = to } })
  return { objects, object, chosen, objectName, span, form, year, b, measure }
}
