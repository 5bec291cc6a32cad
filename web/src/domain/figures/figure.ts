// One figure as the screens read it.
import type { EvaluationSchemas } from '@/api/client'
import { t } from '@/app/messages'
import { number, unit } from '@/kit/format'
import { named } from '@/kit/i18n'

export type Figure = EvaluationSchemas['Figure']
export type FigureKind = EvaluationSchemas['FigureKind']
export type FigureObject = EvaluationSchemas['FigureObject']
export type Change = EvaluationSchemas['Change']

/// What opens a figure's tree: by its number; one that was only computed now, by what it is about.
export const whyRef = (figure: Pick<Figure, 'id' | 'kind' | 'object' | 'span'>): string => (figure.id ? `figure/${figure.id}` : `${figure.kind}/${figure.object}/${figure.span}`)
export const objectName = (figure: Pick<Figure, 'object' | 'object_name' | 'object_name_en'>): string => named(figure.object_name, figure.object_name_en) || figure.object
export const gradeName = (figure: Pick<Figure, 'grade' | 'grade_en'>): string => named(figure.grade, figure.grade_en)
export const judged = (figure: Pick<Figure, 'result'> | null | undefined): boolean => !!figure && figure.result !== 'cannot_judge'
/// As shown: the rounded value of the server; "—" where nothing could be judged.
export function shownValue(figure: Pick<Figure, 'result' | 'value' | 'number' | 'unit'>): string {
  if (!judged(figure)) return '—'
  return figure.value || number(figure.number)
}
/// The unit is the number's: a class or a word has none.
export const isQuantity = (value: string): boolean => /^[<≤≥>+−-]?\d/.test(value)
export function withUnit(figure: Pick<Figure, 'result' | 'value' | 'number' | 'unit'>): string {
  const value = shownValue(figure)
  return !isQuantity(value) || !unit(figure.unit) ? value : `${value} ${unit(figure.unit)}`
}
/// The grade where it says more than the value itself.
export const gradeBeside = (figure: Figure): string | undefined => (judged(figure) && gradeName(figure) !== shownValue(figure) ? gradeName(figure) || undefined : undefined)
/// The detail of a kind; every key may be missing: an older figure was written by an older evaluator.
export function detailOf<T>(figure: Pick<Figure, 'detail'> | null | undefined): Partial<T> {
  return (figure?.detail ?? {}) as Partial<T>
}
export const reasonOf = (figure: Figure): string => detailOf<{ reason: string }>(figure).reason ?? ''

const results = ['ok', 'exceeded', 'cannot_judge'] as const
export const resultName = (result: string): string => (results.includes(result as (typeof results)[number]) ? t(`fig.result.${result as (typeof results)[number]}`) : result)

/// Where an object of figures is at home.
export function objectPlace(ref: string): string | null {
  const [head, first, second] = ref.split('/')
  if (head === 'record' && first && /^\d+$/.test(second ?? '')) return `/registers/${first}/records/${second}`
  return head === 'point' && /^\d+$/.test(first ?? '') ? `/monitor/${first}` : null
}

const strongest_first = ['real', 'published', 'imported', 'simulated', 'invented']
/// Of several figures together: no better than the weakest of them.
export const originOf = (figures: Pick<Figure, 'origin'>[]): string => figures.reduce((weakest, one) => (strongest_first.indexOf(one.origin) > strongest_first.indexOf(weakest) ? one.origin : weakest), '')
