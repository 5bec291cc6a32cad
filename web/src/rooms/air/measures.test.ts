import { describe, expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { textOf, valueOf } from '@/domain/figures/measure'
import { airMeasures, byPercentile, levelDays, statisticOf, valueOfStatistic } from './measures'

const statistic = (pollutant: string, more: object = {}) => ({ pollutant, mean: 41.2, mean_text: '41', limit_mean: 35, percent: 95, percentile: 88, percentile_text: '88', limit_percentile: 75, times_over: 0.17, attained: false, days: 31, enough: true, refused: '', ...more })
const figure = {
  id: 1, kind: 'air_period', object: 'point/3', object_name: '果树场', object_name_en: '', span: '2018-10', result: 'ok', number: 4.53, value: '4.53', grade: '', colour: '', origin: 'imported', valid_share: 1,
  detail: { good_share: 71.0, good_share_text: '71.0', statistics: [statistic('PM2.5'), statistic('CO', { limit_mean: null, percentile: 1.26, percentile_text: '1.3', limit_percentile: 4 }), statistic('SO2', { refused: '天数不足' })] },
} as unknown as Figure

describe('what places of the air are ranked by', () => {
  const of = (key: string) => airMeasures([figure]).find((one) => one.key === key)!
  it('is the index, the share of good days and each pollutant as it is judged: CO by its percentile', () => {
    expect(textOf(of('headline'), figure)).toBe('4.53')
    expect(textOf(of('good'), figure)).toBe('71.0')
    expect(of('good').greaterIsWorse).toBe(false)
    expect([valueOf(of('PM2.5'), figure), textOf(of('PM2.5'), figure)]).toEqual([41.2, '41'])
    expect([valueOf(of('CO'), figure), textOf(of('CO'), figure)]).toEqual([1.26, '1.3'])
    expect(byPercentile(statisticOf(figure, 'PM2.5'))).toBe(false)
  })
  it('leaves out what was refused, and what is not there', () => {
    expect(valueOfStatistic(statisticOf(figure, 'SO2'))).toBeNull()
    expect(valueOf(of('O3'), figure)).toBeNull()
  })
  it('brings the limit of the pollutant as a line, each value once', () => {
    expect(of('PM2.5').lines?.([figure, figure]).map((line) => line.value)).toEqual([35])
    expect(of('CO').lines?.([figure]).map((line) => line.value)).toEqual([4])
  })
})
it('puts the days of a period in the order of the levels, and counts those without an index', () => {
  expect(levelDays({ days_due: 31, by_level: { 良: 15, 优: 6, 重度污染: 2 } })).toEqual([8, 6, 15, 0, 0, 2, 0])
  expect(levelDays({})).toEqual([0, 0, 0, 0, 0, 0, 0])
})
