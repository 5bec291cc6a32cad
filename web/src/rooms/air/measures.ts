// What places of the air can be ranked and followed by.
import { t } from '@/app/messages'
import { pollutantName, pollutants, pollutantUnit, type Pollutant } from '@/domain/aqi'
import { detailOf, type Figure } from '@/domain/figures/figure'
import type { AirPeriod, Statistic } from '@/domain/figures/details'
import type { Measure } from '@/domain/figures/measure'

export const statisticOf = (figure: Figure, pollutant: string): Statistic | undefined => detailOf<AirPeriod>(figure).statistics?.find((one) => one.pollutant === pollutant)
/// CO and O₃ are judged by a percentile, the others by their mean.
export const byPercentile = (one: Statistic | undefined): boolean => !!one && (one.mean === null || one.mean === undefined || ((one.limit_mean ?? null) === null && (one.limit_percentile ?? null) !== null))
export const valueOfStatistic = (one: Statistic | undefined): number | null => (!one || one.refused ? null : byPercentile(one) ? one.percentile : one.mean)

function pollutantMeasure(name: Pollutant, figures: Figure[]): Measure {
  const any = figures.map((one) => statisticOf(one, name)).find(Boolean)
  const title = byPercentile(any) && any?.percent ? t('air.measure.percentile', { name: pollutantName(name), n: any.percent }) : t('air.measure.mean', { name: pollutantName(name) })
  return {
    key: name, title, unit: pollutantUnit(name), greaterIsWorse: true,
    of: (figure) => valueOfStatistic(statisticOf(figure, name)),
    text: (figure) => {
      const one = statisticOf(figure, name)
      return (byPercentile(one) ? one?.percentile_text : one?.mean_text) ?? ''
    },
    lines: (all) => {
      const limits = all.map((one) => statisticOf(one, name)).map((one) => (byPercentile(one) ? one?.limit_percentile : one?.limit_mean)).filter((value): value is number => typeof value === 'number')
      return [...new Set(limits)].map((value) => ({ name: t('col.limit'), value }))
    },
  }
}
export function airMeasures(figures: Figure[]): Measure[] {
  return [
    { key: 'headline', title: t('air.composite'), unit: '', greaterIsWorse: true, of: (figure) => figure.number, text: (figure) => figure.value },
    { key: 'good', title: t('air.good_share'), unit: '%', greaterIsWorse: false, of: (figure) => detailOf<AirPeriod>(figure).good_share ?? null, text: (figure) => detailOf<AirPeriod>(figure).good_share_text ?? '' },
    ...pollutants.map((name) => pollutantMeasure(name, figures)),
  ]
}
/// Days by level in the order of the levels, for the strip of levels: index 0 are days without an AQI.
export function levelDays(detail: Partial<AirPeriod>): number[] {
  const names = [['优', 'Excellent'], ['良', 'Good'], ['轻度污染'], ['中度污染'], ['重度污染'], ['严重污染']]
  const by = detail.by_level ?? {}
  const days = names.map((all, i) => all.map((name) => by[name]).find((n) => n !== undefined) ?? by[String(i + 1)] ?? 0)
  const valid = days.reduce((a, b) => a + b, 0)
  return [Math.max(0, (detail.days_due ?? valid) - valid), ...days]
}
