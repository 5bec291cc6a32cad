import { describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { chosen, faultKinds, health, inOrder, shareOf, sorted, strangerMark, type Fault, type Logger } from './loggers'

const now = Date.parse('2026-03-02T08:00:00+08:00')
const fault = (name: string, count: number, last_at = '2026-03-02T07:59:00+08:00'): Fault => ({ name, title: { zh: name, en: name }, advice: { zh: '', en: '' }, count, first_at: last_at, last_at })
const logger = (mn: string, faults: Fault[], more: Partial<Logger> = {}): Logger => ({ mn, edition: '2017', active: true, online: true, faults, frames: 100, point_name: '总排口', ...more })

describe('the health of a logger', () => {
  it('is poor when data are lost, fair when frames are only untidy', () => {
    expect(health(logger('a', [fault('crc_wrong', 3)]), now)).toBe('poor')
    expect(health(logger('a', [fault('blank', 900)]), now)).toBe('fair')
    expect(health(logger('a', []), now)).toBe('good')
  })
  it('forgets a fault that has not come for a day', () => {
    expect(health(logger('a', [fault('crc_wrong', 3, '2026-02-20T08:00:00+08:00')]), now)).toBe('good')
  })
  it('is off or inactive before anything else', () => {
    expect(health(logger('a', [fault('crc_wrong', 3)], { online: false }), now)).toBe('off')
    expect(health(logger('a', [], { active: false, online: false }), now)).toBe('inactive')
  })
})
it('puts what loses data first, then what comes most', () => {
  expect(inOrder([fault('blank', 900), fault('clock_off', 2), fault('crc_wrong', 8)]).map((one) => one.name)).toEqual(['crc_wrong', 'clock_off', 'blank'])
})
it('tells a share only where it can be one', () => {
  expect(shareOf(fault('blank', 25), 100)).toBe(0.25)
  expect(shareOf(fault('noise', 300), 100)).toBeNull()
})
it('chooses by health, fault, edition and text', () => {
  const all = [logger('A1', [fault('blank', 1)]), logger('B2', [], { edition: '2005' }), logger('C3', [], { online: false })]
  const by = { show: 'all', edition: '', fault: '', q: '' }
  expect(chosen(all, { ...by, show: 'ill' }, now).map((one) => one.mn)).toEqual(['A1'])
  expect(chosen(all, { ...by, show: 'offline' }, now).map((one) => one.mn)).toEqual(['C3'])
  expect(chosen(all, { ...by, edition: '2005' }, now).map((one) => one.mn)).toEqual(['B2'])
  expect(chosen(all, { ...by, fault: 'blank' }, now).map((one) => one.mn)).toEqual(['A1'])
  expect(chosen(all, { ...by, q: 'c3' }, now).map((one) => one.mn)).toEqual(['C3'])
})
it('sorts by how far the clock is off either way, unknown last', () => {
  const all = [logger('a', [], { clock_offset_s: null }), logger('b', [], { clock_offset_s: -300 }), logger('c', [], { clock_offset_s: 2 })]
  expect(sorted(all, '-clock_offset_s', now).map((one) => one.mn)).toEqual(['b', 'c', 'a'])
  expect(sorted(all, 'clock_offset_s', now).map((one) => one.mn)).toEqual(['c', 'b', 'a'])
})
it('counts loggers by kind of fault', () => {
  expect(faultKinds([logger('a', [fault('blank', 9), fault('noise', 1)]), logger('b', [fault('blank', 1)])]).map((one) => [one.fault.name, one.n])).toEqual([['blank', 2], ['noise', 1]])
})

it('says of a stranger what must be known to register it', () => {
  locale.value = 'zh'
  expect([strangerMark('encrypted'), strangerMark('crc_modbus'), strangerMark(''), strangerMark(undefined)]).toEqual(['已加密，登记时要填 SM4 密钥', 'CRC 方法不同（Modbus 算法）', '', ''])
})
