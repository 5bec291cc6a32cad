// What soil points, units and plots can be ranked and followed by, and what is worst in each.
import { t } from '@/app/messages'
import type { FarmlandUnit, Plot, SoilChange, SoilItem, SoilPoint } from '@/domain/figures/details'
import { detailOf, judged, withUnit, type Figure } from '@/domain/figures/figure'
import type { Measure } from '@/domain/figures/measure'
import { named } from '@/kit/i18n'

export const kinds = ['soil_point', 'farmland_unit', 'plot'] as const
export type Kind = (typeof kinds)[number]
export const kindOf = (ref: string): Kind => (ref.startsWith('record/farmland_unit/') ? 'farmland_unit' : ref.startsWith('record/contaminated_plot/') ? 'plot' : 'soil_point')
export const soil_page = (ref: string): string => `/soil/${ref}`
export const pointOf = (figure: Figure): Partial<SoilPoint> => detailOf<SoilPoint>(figure)
export const unitOf = (figure: Figure): Partial<FarmlandUnit> => detailOf<FarmlandUnit>(figure)
export const plotOf = (figure: Figure): Partial<Plot> => detailOf<Plot>(figure)
export const itemsOf = (figure: Figure): SoilItem[] => detailOf<SoilPoint>(figure).items ?? []

/// Short for the map: 优先 安全 严控, 未超 超筛 超管.
const letters: Record<string, string> = { 优先保护类: '优', 安全利用类: '安', 严格管控类: '严', 未超筛选值: '未', 超筛选值: '筛', 超管制值: '管' }
export const letterOf = (figure: Figure): string => letters[figure.value] ?? figure.value

/// The class in the language that is read.
export const classOf = (figure: Figure): string => named(withUnit(figure), figure.grade_en)
/// What a plot is fit for, and whether it may be supplied; not said is not known.
export const fitOf = (plot: Partial<Plot>): string => (plot.fit_for === undefined ? '—' : plot.fit_for === '1' ? [t('soil.fit.1'), t('soil.fit.2')].join(t('soil.fit.and')) : plot.fit_for === '2' ? t('soil.fit.2') : plot.fit_for === '' ? t('soil.fit.none') : plot.fit_for)
export const supplyOf = (plot: Partial<Plot>): { text: string; look: string } => (plot.may_supply === true ? { text: t('soil.supply.yes'), look: 'good' } : plot.may_supply === false ? { text: t('soil.supply.no'), look: 'bad' } : { text: t('soil.supply.unknown'), look: 'muted' })

export function worstItem(figure: Figure): SoilItem | null {
  return itemsOf(figure).reduce<SoilItem | null>((worst, one) => ((one.pi ?? -1) > (worst?.pi ?? -1) ? one : worst), null)
}
/// Is an item over what counts? Above the screening value but within the natural background it is not (GB 36600).
export const isOver = (one: Pick<SoilItem, 'over'>): boolean => one.over === 'screening' || one.over === 'control'
export const overItems = (figure: Figure): SoilItem[] => itemsOf(figure).filter(isOver)
export const overName = (over: string): string => (over === 'screening' || over === 'control' || over === 'background' ? t(`soil.over.${over}`) : t('soil.over.within'))
/// The item that rose most since the round before, in per cent of it.
export function roseMost(change: SoilChange | null | undefined): { name: string; percent: number } | null {
  const risen = (change?.items ?? []).filter((one): one is typeof one & { percent: number } => one.percent !== null && one.percent > 0)
  return risen.reduce<{ name: string; percent: number } | null>((most, one) => (!most || one.percent > most.percent ? { name: one.name, percent: one.percent } : most), null)
}
export const signed = (percent: number): string => `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)} %`
export interface ClassCount { n: number; title: string; colour: string; rank: number }
export function byClass(figures: Figure[]): Record<string, ClassCount> {
  const out: Record<string, ClassCount> = {}
  for (const one of figures) {
    if (!judged(one) || !one.value) continue
    const entry = (out[one.value] ??= { n: 0, title: classOf(one), colour: one.colour, rank: one.rank })
    ++entry.n
  }
  return out
}
function itemMeasures(figures: Figure[]): Measure[] {
  const names = new Map<string, SoilItem>()
  for (const figure of figures) for (const item of itemsOf(figure)) if (!names.has(item.name)) names.set(item.name, item)
  const of = (figure: Figure, name: string) => itemsOf(figure).find((one) => one.name === name)
  return [...names].map(([name, first]) => ({
    key: `item:${name}`, title: name, unit: first.unit ?? '', greaterIsWorse: true, of: (figure) => of(figure, name)?.value ?? null,
    lines: (all) => (['screening', 'control'] as const).flatMap((key) => [...new Set(all.map((one) => of(one, name)?.[key]).filter((value): value is number => typeof value === 'number'))].map((value) => ({ name: t(`soil.${key}`), value }))),
  }))
}
export function soilMeasures(figures: Figure[]): Measure[] {
  return [
    { key: 'headline', title: t('soil.class'), unit: '', greaterIsWorse: true, of: (figure) => figure.rank || null, text: (figure) => figure.value },
    ...(figures.some((one) => typeof pointOf(one).nemerow === 'number') ? [{ key: 'nemerow', title: t('soil.nemerow'), unit: '', greaterIsWorse: true, of: (figure: Figure) => pointOf(figure).nemerow ?? null, grade: (figure: Figure) => pointOf(figure).nemerow_grade ?? '' } satisfies Measure] : []),
    ...(figures.some((one) => worstItem(one)) ? [{ key: 'worst', title: t('soil.worst.pi'), unit: '', greaterIsWorse: true, of: (figure: Figure) => worstItem(figure)?.pi ?? null, grade: (figure: Figure) => worstItem(figure)?.name ?? '' } satisfies Measure] : []),
    ...itemMeasures(figures),
  ]
}
