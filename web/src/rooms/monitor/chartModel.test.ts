import { describe, expect, it } from 'vitest'
import { boundsOf, gapsOf, line, reach, samplesOf, tally, withLive, type LimitLine, type Sample } from './chartModel'

const sample = (at: number, value: number | null, more: Partial<Sample> = {}): Sample => ({ at, value, min: null, max: null, total: null, flag: 'N', frame: null, revision: 0, valid: true, device: null, ...more })
const limit = (given: Partial<LimitLine>): LimitLine => ({ low: null, high: null, unit: 'mg/L', set: 's', averaging: 'hour', standard: 'GB', clause: '1', ...given })
const hour = 3_600_000

describe('rows of the server', () => {
  it('are read by the names of their columns', () => {
    const raw = samplesOf({ columns: ['at', 'value', 'min', 'max', 'total', 'flag', 'frame', 'revision'], rows: [[1000, 2.5, null, null, null, 'N', 77, 1]] })
    expect(raw[0]).toMatchObject({ at: 1000, value: 2.5, frame: 77, revision: 1, valid: true, device: null })
    const mean = samplesOf({ columns: ['at', 'value', 'min', 'max', 'total', 'flag', 'valid', 'device'], rows: [[1000, 2.5, 1, 4, 9, ' ', false, 2.6]] })
    expect(mean[0]).toMatchObject({ flag: '', valid: false, device: 2.6, max: 4, total: 9 })
  })
  it('keep a missing value missing', () => expect(samplesOf({ columns: ['at', 'value'], rows: [[1, null]] })[0]?.value).toBeNull())
})

describe('live rows', () => {
  const row = (at: number, value: number) => ({ factor: 'x', variant: '', kind: 'realtime', at: new Date(at).toISOString(), value, flag: 'N' })
  it('are put behind, in order, once', () => {
    expect(withLive([sample(1000, 1)], [row(3000, 3), row(2000, 2), row(2000, 2), row(1000, 9)]).map((s) => s.value)).toEqual([1, 2, 3])
  })
  it('leave the list alone when nothing is new', () => {
    const list = [sample(5000, 1)]
    expect(withLive(list, [row(1000, 9)])).toBe(list)
  })
})

describe('gaps', () => {
  it('break the line', () => {
    const drawn = line([sample(0, 1), sample(10, 2), sample(60, 3)], [{ from: 20, to: 60, missing: 4 }], (s) => s.value)
    expect(drawn).toEqual([[0, 1], [10, 2], [20, null], [60, 3]])
  })
  it('before the first and after the last row break nothing', () => {
    expect(line([sample(100, 1), sample(110, 2)], [{ from: 0, to: 100, missing: 9 }, { from: 120, to: 200, missing: 8 }], (s) => s.value)).toEqual([[100, 1], [110, 2]])
  })
  it('of one missing row break too', () => {
    expect(line([sample(0, 1), sample(20, 2)], [{ from: 10, to: 20, missing: 1 }], (s) => s.value)).toEqual([[0, 1], [10, null], [20, 2]])
  })
  it('in means are found by their step', () => {
    expect(gapsOf({ gaps: [] }, [sample(0, 1), sample(hour, 1), sample(4 * hour, 1)], 'hour')).toEqual([{ from: 2 * hour, to: 4 * hour, missing: 2 }])
    expect(gapsOf({ gaps: [] }, [sample(0, 1), sample(4 * hour, 1)], 'realtime')).toEqual([])
  })
})

describe('limits', () => {
  const hourly = limit({ high: 50 })
  it('of the same averaging time fit, others are a hint', () => {
    expect(boundsOf([hourly], 'hour')[0]?.fits).toBe(true)
    expect(boundsOf([hourly], 'realtime')[0]?.fits).toBe(false)
  })
  it('of an hour are not drawn over days', () => expect(boundsOf([hourly], 'day')).toEqual([]))
  it('have two lines when there are two bounds', () => expect(boundsOf([limit({ low: 6, high: 9 })], 'hour').map((b) => b.value)).toEqual([6, 9]))
  it('that are equal are drawn once', () => expect(boundsOf([hourly, limit({ high: 50, averaging: 'day' })], 'hour')).toHaveLength(1))
  it('stretch the axis when near and are told in words when far', () => {
    const figures = tally([sample(0, 20), sample(1, 30)])
    expect(reach(figures, boundsOf([limit({ high: 50 })], 'hour'))).toMatchObject({ min: 20, max: 50, beyond: [] })
    expect(reach(figures, boundsOf([limit({ high: 500 })], 'hour')).beyond).toHaveLength(1)
  })
})

describe('the figures of a chart', () => {
  it('count flags and leave missing values out', () => {
    expect(tally([sample(0, 1), sample(1, null), sample(2, 3, { flag: 'D', max: 9 })])).toEqual({ count: 2, flagged: 1, mean: 2, min: 1, max: 9 })
  })
  it('are unknown without data', () => expect(tally([])).toMatchObject({ count: 0, mean: null, min: null }))
})
