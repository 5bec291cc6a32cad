// What zones, areas and roads can be ranked and followed by.
import { t } from '@/app/messages'
import type { NoiseArea, NoiseGrade, NoiseZone } from '@/domain/figures/details'
import { detailOf, type Figure } from '@/domain/figures/figure'
import type { Measure } from '@/domain/figures/measure'
import type { LimitLine } from '@/domain/figures/trend'

const unit = 'dB(A)'
/// Levels come with one place; JSON drops a trailing zero.
export const level = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(1) : '—')
export const zoneOf = (figure: Figure): Partial<NoiseZone> => detailOf<NoiseZone>(figure)
/// The whole district is not a zone beside others.
export const isArea = (ref: string): boolean => ref.startsWith('area/')

function limits(key: 'limit_day' | 'limit_night', name: string) {
  return (all: Figure[]): LimitLine[] => [...new Set(all.map((one) => zoneOf(one)[key]).filter((value): value is number => typeof value === 'number'))].map((value) => ({ name, value }))
}
export function zoneMeasures(): Measure[] {
  return [
    { key: 'share', title: t('noise.share'), unit: '%', greaterIsWorse: false, of: (figure) => figure.number, text: (figure) => figure.value },
    { key: 'ld', title: 'Ld', unit, greaterIsWorse: true, of: (figure) => zoneOf(figure).ld ?? null, text: (figure) => level(zoneOf(figure).ld), lines: limits('limit_day', t('noise.limit.day')) },
    { key: 'ln', title: 'Ln', unit, greaterIsWorse: true, of: (figure) => zoneOf(figure).ln ?? null, text: (figure) => level(zoneOf(figure).ln), lines: limits('limit_night', t('noise.limit.night')) },
    { key: 'ldn', title: 'Ldn', unit, greaterIsWorse: true, of: (figure) => zoneOf(figure).ldn ?? null, text: (figure) => level(zoneOf(figure).ldn) },
  ]
}
export const area_parts = ['area.day', 'area.night', 'road.day', 'road.night'] as const
export type AreaPart = (typeof area_parts)[number]
export function gradeOf(figure: Figure, part: AreaPart): NoiseGrade | null {
  const detail = detailOf<NoiseArea>(figure)
  switch (part) {
    case 'area.day': return detail.day ?? null
    case 'area.night': return detail.night ?? null
    case 'road.day': return detail.road?.day ?? null
    case 'road.night': return detail.road?.night ?? null
  }
}
export const areaMeasures = (): Measure[] => area_parts.map((part) => ({ key: part, title: t(`noise.${part}`), unit, greaterIsWorse: true, of: (figure) => gradeOf(figure, part)?.mean ?? null, text: (figure) => level(gradeOf(figure, part)?.mean), colour: (figure) => gradeOf(figure, part)?.colour ?? '', grade: (figure) => gradeOf(figure, part)?.grade ?? '' }))
/// Day or night failed its limit, or not all point-times met theirs.
export const failed = (figure: Figure): boolean => figure.result === 'exceeded' || zoneOf(figure).day_met === false || zoneOf(figure).night_met === false
