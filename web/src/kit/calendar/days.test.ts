import { describe, expect, it } from 'vitest'
import { moved, monthsOn, weeksOf } from './days'

describe('the weeks of a month', () => {
  it('begin on Monday and hold every day once', () => {
    for (const [year, month, days] of [[2024, 2, 29], [2026, 11, 30], [2026, 3, 31], [2021, 2, 28]] as const) {
      const weeks = weeksOf(year, month)
      expect(weeks.every((week) => week.length === 7)).toBe(true)
      expect(weeks.flat().filter(Boolean)).toHaveLength(days)
    }
    expect(weeksOf(2026, 11)[0]).toEqual([null, null, null, null, null, null, '2026-11-01']) // a Sunday
    expect(weeksOf(2021, 2)).toHaveLength(4)
  })
})
describe('keys in a calendar', () => {
  it('go by days, weeks and months', () => {
    expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Enter'].map((key) => moved('2026-03-31', key)))
      .toEqual(['2026-03-30', '2026-04-01', '2026-03-24', '2026-04-07', '2026-03-01', '2026-03-31', '2026-02-28', '2026-04-30', null])
    expect(monthsOn('2024-12-31', 2)).toBe('2025-02-28')
  })
})
