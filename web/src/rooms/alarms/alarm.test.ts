import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { kitWords } from '@/app/messages'
import { giveKitWords, locale } from '@/kit/i18n'
import { hasValue, lasted, neighbour, questionOf, sawWhat, severityOf, stepNote, withAlarm, type Alarm } from './alarm'

function alarm(kind: Alarm['kind'], more: Partial<Alarm> = {}): Alarm {
  return {
    id: 1, kind, point: 2, point_name: '总排口', subject: 'w01018', state: 'open', began_at: '2026-03-01T08:00:00+08:00', last_at: '2026-03-01T11:20:00+08:00',
    title: { zh: '', en: '' }, value: 72.5, limit: 50, unit: 'mg/L', ...more,
  }
}
beforeAll(() => giveKitWords(kitWords))
beforeEach(() => { locale.value = 'zh' })

describe('an alarm in words', () => {
  it('names the period, the value and the limit of an exceedance', () => {
    expect(sawWhat(alarm('exceedance', { message: { key: 'exceedance', period: 'hour' } }))).toBe('小时均值 72.5 mg/L，超过限值 50 mg/L')
  })
  it('says how often a frozen value came', () => {
    expect(sawWhat(alarm('frozen', { message: { key: 'frozen', value: 0.31, count: 60 } }))).toBe('连续 60 个数都是 0.31 mg/L，一字未变')
  })
  it('says since when nothing came, by its own length when the detector kept none', () => {
    expect(sawWhat(alarm('offline', { message: { last_at: '2026-03-01T07:50:00+08:00', minutes: 95 } }))).toContain('1 小时 35 分')
    expect(sawWhat(alarm('offline', { message: undefined }))).toContain('3 小时 20 分')
  })
})
it('weighs by kind when the server says nothing', () => {
  expect([severityOf(alarm('exceedance')), severityOf(alarm('offline')), severityOf(alarm('jump'))]).toEqual(['high', 'middle', 'low'])
  expect(severityOf(alarm('jump', { severity: 'high' }))).toBe('high')
})
it('rounds a bare figure in a note and leaves what people wrote', () => {
  expect(stepNote('24.473333333333333 mg/m³')).toBe('24.47 mg/m³')
  expect(stepNote('3 号炉检修')).toBe('3 号炉检修')
  expect(stepNote('data came again')).toBe('数据恢复')
  expect(stepNote('excused: maintenance')).toBe('不计超标：维护')
  expect(stepNote('excused: start_up')).toBe('不计超标：启炉')
})
it('has a value only where one came', () => {
  expect([alarm('exceedance'), alarm('offline'), alarm('silence'), alarm('zero', { value: 0 })].map(hasValue)).toEqual([true, false, false, true])
})
it('lasts until its end, or until it was last seen', () => {
  expect(lasted(alarm('zero'))).toBe('3 小时 20 分')
  expect(lasted(alarm('zero', { ended_at: '2026-03-03T12:00:00+08:00' }))).toBe('2 天 4 小时')
})
it('replaces what is listed and asks anew for what is not', () => {
  expect(withAlarm([alarm('zero')], alarm('zero', { state: 'cleared' }))?.[0]?.state).toBe('cleared')
  expect(withAlarm([alarm('zero')], alarm('zero', { id: 9 }))).toBeNull()
})
it('walks with the keys and stops at the ends', () => {
  const items = [alarm('zero', { id: 5 }), alarm('zero', { id: 3 })]
  expect([neighbour(items, null, 1), neighbour(items, 5, 1), neighbour(items, 3, 1), neighbour(items, 5, -1)]).toEqual([5, 3, 3, 5])
  expect(neighbour([], null, 1)).toBeNull()
})

it('leads to the figure it rests on, with or without its verdict', () => {
  const detail = { ...alarm('exceedance', { subject: 'a34013:Zs', message: { period: 'hour' } }), steps: [], verdict: null, frame: null }
  expect(questionOf(detail)).toEqual({ point: 2, subject: 'a34013', variant: 'Zs', period: 'hour', start: '2026-03-01T08:00:00+08:00' })
  expect(questionOf({ ...detail, kind: 'offline' })).toBeNull()
})
