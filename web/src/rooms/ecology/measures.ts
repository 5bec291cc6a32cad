// What the indices of ecology can be followed by: the index itself and each of its parts.
import { t } from '@/app/messages'
import type { Ecology } from '@/domain/figures/details'
import { detailOf, type Figure } from '@/domain/figures/figure'
import type { Measure } from '@/domain/figures/measure'

export const kinds = ['ecology_ei', 'ecology_eqi'] as const
export type Kind = (typeof kinds)[number]
export const signed = (delta: number): string => `${delta > 0 ? '+' : delta < 0 ? '−' : ''}${Math.abs(delta)}`
export function ecologyMeasures(figures: Figure[]): Measure[] {
  const names = new Map<string, boolean>()
  for (const figure of figures) for (const part of detailOf<Ecology>(figure).parts ?? []) if (!names.has(part.name)) names.set(part.name, part.inverse === true)
  const kind = figures[0]?.kind === 'ecology_eqi' ? 'EQI' : 'EI'
  return [
    { key: 'headline', title: kind, unit: '', greaterIsWorse: false, of: (figure) => figure.number, text: (figure) => figure.value },
    ...[...names].map(([name, inverse]): Measure => ({ key: `part:${name}`, title: inverse ? `${name}（${t('eco.part.inverse')}）` : name, unit: '', greaterIsWorse: inverse, of: (figure) => detailOf<Ecology>(figure).parts?.find((one) => one.name === name)?.value ?? null })),
  ]
}
