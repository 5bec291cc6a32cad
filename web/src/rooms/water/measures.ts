// What sections, rivers and lakes can be ranked and followed by.
import { t } from '@/app/messages'
import type { Cwqi, Item, WaterRiver, WaterSection } from '@/domain/figures/details'
import { detailOf, type Figure } from '@/domain/figures/figure'
import type { Measure } from '@/domain/figures/measure'

export const section_page = (ref: string): string => `/water/${ref}`
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
export const cwqiOf = (figure: Figure): number | null => {
  const cwqi = detailOf<WaterSection>(figure).cwqi
  return isNumber(cwqi) ? cwqi : null
}
const itemOf = (figure: Figure, name: string): Item | undefined => detailOf<{ items: Item[] }>(figure).items?.find((one) => one.name === name)

/// Every item that some figure has, with the limit of its class as a line.
export function itemMeasures(figures: Figure[]): Measure[] {
  const names = new Map<string, Item>()
  for (const figure of figures) for (const item of detailOf<{ items: Item[] }>(figure).items ?? []) if (!names.has(item.name)) names.set(item.name, item)
  return [...names].map(([name, first]) => ({
    key: `item:${name}`, title: name, unit: first.unit ?? '', greaterIsWorse: name !== '溶解氧',
    of: (figure) => itemOf(figure, name)?.value ?? null,
    text: (figure) => itemOf(figure, name)?.text ?? '',
    lines: (all) => {
      const limits = all.map((one) => itemOf(one, name)?.limit_iii ?? itemOf(one, name)?.limit).filter(isNumber)
      return [...new Set(limits)].map((value) => ({ name: t('water.limit.iii'), value }))
    },
  }))
}
export function sectionMeasures(figures: Figure[]): Measure[] {
  return [
    { key: 'headline', title: t('water.class'), unit: '', greaterIsWorse: true, of: (figure) => figure.rank || null, text: (figure) => figure.value },
    ...(figures.some((one) => cwqiOf(one) !== null) ? [{ key: 'cwqi', title: 'CWQI', unit: '', greaterIsWorse: true, of: cwqiOf } satisfies Measure] : []),
    ...itemMeasures(figures),
  ]
}
export const cwqiIn = (figure: Figure): Cwqi | null => {
  const cwqi = detailOf<WaterRiver>(figure).cwqi
  return cwqi && typeof cwqi === 'object' ? cwqi : null
}
export function riverMeasures(): Measure[] {
  return [
    { key: 'good', title: t('water.share.good'), unit: '%', greaterIsWorse: false, of: (figure) => detailOf<WaterRiver>(figure).share_good ?? null, text: (figure) => detailOf<WaterRiver>(figure).share_good_text ?? '', colour: (figure) => figure.colour, grade: (figure) => figure.grade },
    { key: 'inferior', title: t('water.share.inferior'), unit: '%', greaterIsWorse: true, of: (figure) => detailOf<WaterRiver>(figure).share_inferior ?? null, text: (figure) => detailOf<WaterRiver>(figure).share_inferior_text ?? '' },
    { key: 'cwqi', title: 'CWQI', unit: '', greaterIsWorse: true, of: (figure) => cwqiIn(figure)?.city ?? cwqiIn(figure)?.river ?? null },
  ]
}
export const lakeMeasures = (): Measure[] => [{ key: 'headline', title: 'TLI', unit: '', greaterIsWorse: true, of: (figure) => figure.number, text: (figure) => figure.value }]

/// Did a section miss its target in a span? A year that met it may hold months that did not.
export const missed = (figure: Figure): boolean => {
  const target = detailOf<WaterSection>(figure).target
  return target ? target.met === false : figure.result === 'exceeded'
}
