import { describe, expect, it } from 'vitest'
import { inOrder, shareOfLimit, shortChannelName, withRows, type Channel } from './channels'

const channel = (given: Partial<Channel>): Channel => ({
  factor: 'w01018', variant: '', name: 'COD', name_en: 'COD', unit: 'mg/L', required: true, state: 'normal', spark: [], value: 20, at: '2026-03-05T08:00:00+08:00', flag: 'N', limit: null, ...given,
})
const limit = { low: null, high: 50, unit: 'mg/L', set: 'x', averaging: 'day', standard: 'GB', clause: '1' }

describe('the share of a limit', () => {
  it('is one at the limit', () => expect(shareOfLimit(50, limit)).toBe(1))
  it('is counted from the middle between two bounds', () => {
    expect(shareOfLimit(7.5, { low: 6, high: 9 })).toBe(0)
    expect(shareOfLimit(9, { low: 6, high: 9 })).toBe(1)
    expect(shareOfLimit(5, { low: 6, high: 9 })).toBeGreaterThan(1)
  })
  it('grows when a value falls below what is asked at least', () => expect(shareOfLimit(2.5, { low: 5, high: null })).toBe(2))
  it('is unknown without a value or a limit', () => {
    expect(shareOfLimit(null, limit)).toBeNull()
    expect(shareOfLimit(3, null)).toBeNull()
  })
})

describe('names', () => {
  it('are short where a formula says it all', () => {
    expect(shortChannelName(channel({ name: '可吸入颗粒物 PM10' }))).toBe('PM10')
    expect(shortChannelName(channel({ name: '细微颗粒物 PM2.5' }))).toBe('PM2.5')
    expect(shortChannelName(channel({}))).toBe('COD')
  })
})

describe('the order of channels', () => {
  it('puts the judged value first', () => {
    const list = [channel({ factor: 'flow' }), channel({ factor: 'SO2', limit }), channel({ factor: 'SO2', variant: 'Zs', limit })]
    expect(inOrder(list).map((c) => c.factor + c.variant)).toEqual(['SO2Zs', 'SO2', 'flow'])
  })
})

describe('live values', () => {
  const row = { factor: 'w01018', variant: '', kind: 'realtime', at: '2026-03-05T08:00:10+08:00', value: 33, flag: 'N' }
  it('replace what is older', () => expect(withRows([channel({})], [row])[0]?.value).toBe(33))
  it('leave the list alone when they are late, of another kind or another variant', () => {
    const list = [channel({})]
    expect(withRows(list, [{ ...row, at: '2026-03-05T07:59:00+08:00' }])).toBe(list)
    expect(withRows(list, [{ ...row, kind: 'hour' }])).toBe(list)
    expect(withRows(list, [{ ...row, variant: 'Zs' }])).toBe(list)
  })
  it('take the newest of several whatever their order', () => {
    expect(withRows([channel({})], [{ ...row, at: '2026-03-05T08:00:20+08:00', value: 1 }, row])[0]?.value).toBe(1)
  })
  it('show a missing value as missing', () => expect(withRows([channel({})], [{ ...row, value: null }])[0]?.value).toBeNull())
})
