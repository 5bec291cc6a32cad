import { describe, expect, it } from 'vitest'
import type { Channel } from '@/domain/channels'
import { factorField, factorRows, factorsOf, isShown, pointField, sorted, tableOf, worstShare, type Point } from './monitorRows'

const channel = (given: Partial<Channel>): Channel => ({
  factor: 'w01018', variant: '', name: '化学需氧量', name_en: 'COD', unit: 'mg/L', required: true, state: 'normal', spark: [], value: 25, at: '2026-03-05T08:00:00+08:00', flag: 'N',
  limit: { low: null, high: 50, unit: 'mg/L', set: 'x', averaging: 'day', standard: 'GB 18918-2002', clause: '表1' }, ...given,
})
const point = (given: Partial<Point>): Point => ({
  id: 1, code: 'YZ-W-01', name: '污水厂总排口', name_en: 'WWTP', kind: 'water_outlet', facility: '污水厂', longitude: 113, latitude: 40, origin: 'simulated', state: 'normal', last_at: null, alarms_open: 0, channels: [channel({})], ...given,
})
const all = { kind: '', state: '', origin: '', q: '', factor: '' }

describe('filters of the list', () => {
  it('join with "and"', () => {
    expect(isShown(point({}), { ...all, kind: 'water_outlet', state: 'normal', q: 'yz 污水', factor: 'w01018' })).toBe(true)
    expect(isShown(point({}), { ...all, factor: 'a21026' })).toBe(false)
    expect(isShown(point({}), { ...all, origin: 'real' })).toBe(false)
  })
})

describe('how near a point is to its limits', () => {
  it('is told by its worst channel', () => expect(worstShare(point({ channels: [channel({}), channel({ factor: 'w21003', value: 60 })] }))).toBe(1.2))
  it('does not count a value that is excused or old', () => {
    expect(worstShare(point({ channels: [channel({ value: 500, state: 'excused' }), channel({ value: 400, state: 'stale' })] }))).toBeNull()
  })
})

describe('sorting', () => {
  const list = [point({ id: 1, state: 'normal' }), point({ id: 2, state: 'exceeded' }), point({ id: 3, state: 'offline', channels: [] })]
  it('puts the worst state first', () => expect(sorted(list, 'state', pointField).map((p) => p.id)).toEqual([2, 3, 1]))
  it('keeps what is unknown last in both directions', () => {
    expect(sorted(list, 'share', pointField).pop()?.id).toBe(3)
    expect(sorted(list, '-share', pointField).pop()?.id).toBe(3)
  })
  it('does not touch the list that it was given', () => {
    sorted(list, '-state', pointField)
    expect(list.map((p) => p.id)).toEqual([1, 2, 3])
  })
  it('orders factors by what they use of their limit', () => {
    const rows = factorRows([point({ channels: [channel({}), channel({ factor: 'w21003', value: 60 }), channel({ factor: 'w00000', limit: null })] })], '')
    expect(sorted(rows, '-share', factorField).map((r) => r.channel.factor)).toEqual(['w21003', 'w01018', 'w00000'])
  })
})

describe('the list as a table', () => {
  it('has a line for each factor and leaves missing values empty', () => {
    const table = tableOf([point({ channels: [channel({ value: null }), channel({ factor: 'w00000', limit: null })] })], '')
    expect(table).toHaveLength(2)
    expect(table[0]?.[8]).toBeNull()
    expect(table[1]?.[12]).toBe('')
  })
  it('names each factor once', () => expect(factorsOf([point({}), point({ channels: [channel({}), channel({ factor: 'a' })] })]).map((f) => f.factor)).toEqual(['a', 'w01018']))
})
