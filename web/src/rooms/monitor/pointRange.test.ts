import { describe, expect, it } from 'vitest'
import { endOf, fromField, inLength, kindsOf, rangeOf, spanLength, toField } from './pointRange'

const at = (text: string) => Date.parse(text)
const now = at('2026-03-05T12:00:00+08:00')
const series = (kind: string, latest_at: string | null) => ({ id: 1, factor: 'w01018', kind, variant: '', latest_at })

describe('spans', () => {
  it('are read with their unit', () => {
    expect(spanLength('6h')).toBe(6 * 3_600_000)
    expect(spanLength('7d')).toBe(7 * 86_400_000)
    expect(spanLength('nonsense')).toBe(0)
  })
  it('are offered from short to long', () => expect(inLength('hour')).toEqual(['24h', '3d', '7d', '30d', '90d']))
})

describe('the end of the charts', () => {
  it('is now while data come in', () => expect(endOf([series('realtime', '2026-03-05T11:59:50+08:00')], now)).toEqual({ end: now, archive: false }))
  it('is where the data end for a point of the past', () => {
    expect(endOf([series('hour', '2020-04-08T22:00:00+08:00'), series('hour', null)], now)).toEqual({ end: at('2020-04-08T23:00:00+08:00'), archive: true })
  })
  it('is now when there has never been anything', () => expect(endOf([], now).end).toBe(now))
})

describe('a range typed in', () => {
  it('is Beijing time', () => {
    expect(fromField('2026-03-05T08:00')).toBe(at('2026-03-05T00:00:00Z'))
    expect(toField(at('2026-03-05T00:00:00Z'))).toBe('2026-03-05T08:00')
  })
  it('counts only when it is whole and in order', () => {
    const custom = { from: '2026-03-01T00:00', to: '2026-03-02T00:00' }
    expect(rangeOf('hour', 'custom', custom, now)).toEqual({ from: at('2026-03-01T00:00:00+08:00'), to: at('2026-03-02T00:00:00+08:00') })
    expect(rangeOf('realtime', 'custom', { from: custom.to, to: custom.from }, now)).toEqual({ from: now - 3_600_000, to: now })
    expect(rangeOf('realtime', 'custom', { from: '', to: '' }, now).to).toBe(now)
  })
})

describe('the kinds that are offered', () => {
  it('are those that came, and the means computed here', () => {
    expect(kindsOf([series('realtime', null)])).toEqual(['realtime', 'hour', 'day'])
    expect(kindsOf([series('hour', null)])).toEqual(['hour', 'day'])
    expect(kindsOf([])).toEqual([])
  })
})
