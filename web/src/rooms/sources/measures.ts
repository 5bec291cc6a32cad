// What sources and wells can be ranked and followed by.
import { t } from '@/app/messages'
import type { Item, SourceVerdict, WaterSource } from '@/domain/figures/details'
import { detailOf, type Figure } from '@/domain/figures/figure'
import type { Measure } from '@/domain/figures/measure'

export const source_page = (ref: string): string => `/sources/${ref}`
export const plainOf = (figure: Figure): SourceVerdict | null => detailOf<WaterSource>(figure).plain ?? null
export const exemptOf = (figure: Figure): SourceVerdict | null => detailOf<WaterSource>(figure).exempt ?? null
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

export function sourceMeasures(figures: Figure[]): Measure[] {
  const names = new Map<string, Item>()
  for (const figure of figures) for (const item of detailOf<WaterSource>(figure).items ?? []) if (!names.has(item.name)) names.set(item.name, item)
  const of = (figure: Figure, name: string): Item | undefined => detailOf<WaterSource>(figure).items?.find((one) => one.name === name)
  const limit = (one: Item | undefined): number | null | undefined => one?.limit_iii ?? one?.limit
  return [
    { key: 'headline', title: t('sources.class.plain'), unit: '', greaterIsWorse: true, of: (figure) => plainOf(figure)?.rank ?? (figure.rank || null), text: (figure) => plainOf(figure)?.class ?? figure.value },
    { key: 'exempt', title: t('sources.class.exempt'), unit: '', greaterIsWorse: true, of: (figure) => exemptOf(figure)?.rank ?? null, text: (figure) => exemptOf(figure)?.class ?? '' },
    ...[...names].map(([name, first]): Measure => ({
      key: `item:${name}`, title: name, unit: first.unit ?? '', greaterIsWorse: true, of: (figure) => of(figure, name)?.value ?? null, text: (figure) => of(figure, name)?.text ?? '',
      lines: (all) => [...new Set(all.map((one) => limit(of(one, name))).filter(isNumber))].map((value) => ({ name: t('sources.limit'), value })),
    })),
  ]
}
/// The version of the evidence of a natural background that was looked at; '' when there is none.
export const versionOf = (figure: Figure): string => {
  const one = detailOf<WaterSource>(figure).used?.[0] ?? exemptOf(figure)?.background
  return one ? String(one.version) : ''
}
/// Figures whose two verdicts differ: only these need the exemption explained.
export const differs = (figure: Figure): boolean => {
  const exempt = exemptOf(figure)
  return exempt !== null && (exempt.class !== plainOf(figure)?.class || exempt.met !== plainOf(figure)?.met)
}
/// Wells by class, plain or with the background exempted.
export function byClass(figures: Figure[], exempt: boolean): Record<string, number> {
  const out: Record<string, number> = {}
  for (const figure of figures) {
    const name = (exempt ? (exemptOf(figure) ?? plainOf(figure)) : plainOf(figure))?.class
    if (figure.result !== 'cannot_judge' && name) out[name] = (out[name] ?? 0) + 1
  }
  return out
}
