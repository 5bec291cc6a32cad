import { describe, expect, it } from 'vitest'
import { placed } from '@/kit/chart/base'
import { locale } from '@/kit/i18n'
import { boundsOf, reach, tally, type Gap, type LimitLine, type Sample } from './chartModel'
import { axisBounds, chartOption } from './chartOption'
import type { ChartKind } from './pointRange'

locale.value = 'en'
const sample = (at: number, value: number | null, more: Partial<Sample> = {}): Sample => ({ at, value, min: null, max: null, total: null, flag: 'N', frame: null, revision: 0, valid: true, device: null, ...more })
const limit: LimitLine = { low: null, high: 50, unit: 'mg/m3', set: 's', averaging: 'hour', standard: 'GB', clause: '1' }
interface Series { type: string; name?: string; data: unknown[]; markLine?: { data: { yAxis: number; lineStyle: { type: string } }[] }; markArea?: { data: { xAxis: number; name?: string }[][] } }

function drawn(samples: Sample[], gaps: Gap[] = [], limits: LimitLine[] = [limit], kind: ChartKind = 'hour') {
  const bounds = boundsOf(limits, kind)
  const option = chartOption({ samples, gaps, bounds, reach: reach(tally(samples), bounds), unit: 'mg/m3', from: 0, to: 100, large: false })
  const series = option.series as Series[]
  return { option, series, main: series.find((one) => one.markLine) as Series }
}

describe('a factor’s chart', () => {
  it('stands on Beijing time', () => expect((drawn([sample(0, 30)]).main.data[0] as number[])[0]).toBe(placed(0)))
  it('draws the limit that applies as a full line and another as a dashed one', () => {
    expect(drawn([sample(0, 40)]).main.markLine?.data.map((one) => [one.yAxis, one.lineStyle.type])).toEqual([[50, 'solid']])
    expect(drawn([sample(0, 40)], [], [limit], 'realtime').main.markLine?.data[0]?.lineStyle.type).toBe('dashed')
  })
  it('shades a gap and tells a long one in words', () => {
    const gap = drawn([sample(0, 40), sample(90, 41)], [{ from: 10, to: 90, missing: 8 }]).main
    expect(gap.markArea?.data[0]?.map((one) => one.xAxis)).toEqual([placed(10), placed(90)])
    expect(gap.markArea?.data[0]?.[0]?.name).toBe('8 missing')
    expect(gap.data.some((point) => (point as [number, number | null])[1] === null)).toBe(true)
  })
  it('marks flagged values and shows the logger’s own figures beside ours', () => {
    const { series } = drawn([sample(0, 40, { device: 41 }), sample(10, 42, { flag: 'D' })])
    expect(series.find((one) => one.type === 'scatter')?.data).toHaveLength(1)
    expect(series.some((one) => one.name === 'Logger’s own')).toBe(true)
  })
  it('has a band only where least and greatest differ', () => {
    expect(drawn([sample(0, 40)]).series).toHaveLength(1)
    expect(drawn([sample(0, 40, { min: 30, max: 50 })]).series).toHaveLength(3)
  })
})

describe('the axis', () => {
  it('does not go below zero for what cannot', () => expect(axisBounds({ min: 0.1, max: 10 }).min).toBe(0))
  it('does for what can', () => expect(axisBounds({ min: -0.4, max: -0.3 }).min).toBeLessThan(-0.4))
  it('is left to itself without data', () => expect(axisBounds({ min: null, max: null })).toEqual({}))
})
