// What figures can be ranked and followed by: the headline, or something of their detail.
import { number } from '@/kit/format'
import type { Figure } from './figure'
import type { RankRow } from './RankingTable.vue'
import { gradeName, judged, objectName } from './figure'
import type { LimitLine } from './trend'

export interface Measure {
  key: string
  title: string
  unit: string
  greaterIsWorse: boolean
  of: (figure: Figure) => number | null
  text?: (figure: Figure) => string // as the server rounded it
  colour?: (figure: Figure) => string
  grade?: (figure: Figure) => string
  lines?: (figures: Figure[]) => LimitLine[]
}
export const valueOf = (measure: Measure, figure: Figure): number | null => {
  const value = judged(figure) ? measure.of(figure) : null
  return value === undefined || value === null || !Number.isFinite(value) ? null : value
}
export const textOf = (measure: Measure, figure: Figure): string => (valueOf(measure, figure) === null ? '—' : measure.text?.(figure) || number(valueOf(measure, figure)))

export function rankRow(measure: Measure, figure: Figure, to?: string | null): RankRow {
  return {
    key: figure.object, name: objectName(figure), value: valueOf(measure, figure), text: textOf(measure, figure), origin: figure.origin, valid: figure.valid_share, figure,
    to: to ?? undefined, grade: (measure.grade ?? (measure.key === 'headline' ? gradeName : () => ''))(figure), colour: (measure.colour ?? ((one: Figure) => (measure.key === 'headline' ? one.colour : '')))(figure),
  }
}
/// Spans of one form in order of time, each with its figure, from the first that has one to the last.
export function inOrder(figures: Figure[]): Figure[] {
  return [...figures].sort((a, b) => a.from.localeCompare(b.from) || a.span.localeCompare(b.span))
}
