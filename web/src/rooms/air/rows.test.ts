import { describe, expect, it } from 'vitest'
import { niceTop } from './charts'
import { agreement, bySlot, frozenAtEnd, levelsOf, noteIn, ranks, retired, sorted, startOf, yearStart, type Air } from './rows'

function row(start: string, aqi: number | null, more: Partial<Air> = {}): Air {
  return {
    point: 1, point_name: '站', start, aqi, level: aqi === null ? 0 : aqi <= 50 ? 1 : aqi <= 100 ? 2 : 3, category: '', primary: [], iaqi: {},
    values: { 'PM2.5': aqi, PM10: 10, SO2: 5, NO2: 20, CO: 0.5, O3: 60 }, complete: true, standard: 'HJ 633-2012', ...more,
  }
}
const hour = (n: number) => `2020-04-01T${String(n).padStart(2, '0')}:00:00+08:00`

describe('slots of a range', () => {
  it('leave a gap where an hour is missing', () => {
    const from = Date.parse(hour(0))
    const slots = bySlot([row(hour(0), 10), row(hour(2), 30)], from, from + 4 * 3_600_000, 3_600_000)
    expect(slots.map((one) => one?.aqi ?? null)).toEqual([10, null, 30, null])
  })
  it('take days as Beijing days', () => {
    expect(startOf({ start: '2013-03-01' })).toBe(Date.parse('2013-02-28T16:00:00Z'))
    expect(yearStart(2014)).toBe(Date.parse('2014-01-01T00:00:00+08:00'))
  })
})

describe('a station that stands still', () => {
  it('is told with its first unchanged hour', () => {
    const rows = [row(hour(0), 9), ...Array.from({ length: 9 }, (_, n) => row(hour(n + 1), 40))]
    expect(frozenAtEnd(rows)).toEqual({ since: hour(1), n: 9, whole: false })
  })
  it('is not blamed while one figure moves, or for hours without any', () => {
    expect(frozenAtEnd(Array.from({ length: 12 }, (_, n) => row(hour(n), 40 + n)))).toBeNull()
    expect(frozenAtEnd([row(hour(0), null, { values: {} })])).toBeNull()
  })
  it('is retired when it never gave a figure', () => {
    expect(retired([row(hour(0), null, { values: { CO: null } })])).toBe(true)
    expect(retired([row(hour(0), 12)])).toBe(false)
  })
})

describe('our AQI beside the published', () => {
  it('counts only hours that have both, and keeps the greatest difference with its sign', () => {
    const got = agreement([
      row(hour(0), 40, { published_aqi: 40 }), row(hour(1), 48, { published_aqi: 53 }), row(hour(2), 60), row(hour(3), null, { published_aqi: 30 }),
    ])
    expect(got).toEqual({ hours: 2, same: 1, sameLevel: 1, mean: 2.5, most: -5, at: hour(1) })
  })
  it('says nothing where nothing can be compared', () => {
    expect(agreement([row(hour(0), 40)])).toMatchObject({ hours: 0, mean: null, most: null })
  })
})

it('counts days by level and leaves days without an AQI out of the valid ones', () => {
  expect(levelsOf(2014, [row('2014-01-01', 30), row('2014-01-02', 90), row('2014-01-03', 120, { complete: false }), row('2014-01-04', null)]))
    .toEqual({ year: 2014, days: [1, 1, 1, 1, 0, 0, 0], valid: 3, good: 2, incomplete: 1 })
})

it('ranks only stations of the newest hour, ties together', () => {
  const got = ranks([row(hour(5), 30, { point: 1 }), row(hour(5), 30, { point: 2 }), row(hour(5), 44, { point: 3 }), row(hour(1), 2, { point: 4 }), row(hour(5), null, { point: 5 })])
  expect([...got]).toEqual([[1, 1], [2, 1], [3, 3]])
})

it('sorts stations with missing figures last, both ways', () => {
  const rows = [row(hour(0), null, { point: 1 }), row(hour(0), 80, { point: 2 }), row(hour(0), 20, { point: 3 })]
  expect(sorted(rows, 'aqi').map((one) => one.point)).toEqual([3, 2, 1])
  expect(sorted(rows, '-aqi').map((one) => one.point)).toEqual([2, 3, 1])
})

it('reads the half of a note that is wanted', () => {
  expect(noteIn('缺少 / not given: O3_8h', 'zh')).toBe('缺少：O₃ 8h')
  expect(noteIn('缺少 / not given: O3_8h', 'en')).toBe('not given: O₃ 8h')
  expect(noteIn('plain', 'zh')).toBe('plain')
})

it('ends a scale at a round figure above the highest value', () => {
  expect(niceTop(173)).toEqual({ max: 200, step: 50 })
  expect(niceTop(8.2)).toEqual({ max: 10, step: 2.5 })
  expect(niceTop(200)).toEqual({ max: 250, step: 50 })
  expect(niceTop(0)).toEqual({ max: 1, step: 0.25 })
})
